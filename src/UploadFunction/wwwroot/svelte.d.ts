// <image-upload> in the templates of Svelte 5.

import type { HTMLAttributes } from 'svelte/elements';
import type { ImageUploadAttributes, ImageUploadElement, ImageUploadEventMap } from './image-upload.js';

type Listeners = {
  [Type in Exclude<keyof ImageUploadEventMap, 'change'> as `on${Type}`]?: ((event: ImageUploadEventMap[Type]) => void) | undefined;
};

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
    /** Svelte writes `false` as an attribute, so it is `true` or nothing. */
    'image-upload': HTMLAttributes<ImageUploadElement> & ImageUploadAttributes<true | '' | null> & Listeners;
  }
}
