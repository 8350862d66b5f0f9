// <image-upload> in the JSX of React 19.

import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { ImageUploadAttributes, ImageUploadElement, ImageUploadEventMap } from './image-upload.js';

type Listeners = {
  [Type in Exclude<keyof ImageUploadEventMap, 'change'> as `on${Type}`]?: ((event: ImageUploadEventMap[Type]) => void) | undefined;
};

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'image-upload': DetailedHTMLProps<HTMLAttributes<ImageUploadElement>, ImageUploadElement> & ImageUploadAttributes & Listeners;
    }
  }
}
