// <image-upload> in the templates of Vue 3.

import type { HTMLAttributes, PublicProps } from 'vue';
import type { ImageUploadAttributes, ImageUploadElement, ImageUploadEventMap } from './image-upload.js';

type Pascal<Name extends string> = Name extends `${infer Word}-${infer Rest}` ? `${Capitalize<Word>}${Pascal<Rest>}` : Capitalize<Name>;

type Listeners = {
  [Type in Exclude<keyof ImageUploadEventMap, 'change'> as `on${Pascal<Type>}`]?: ((event: ImageUploadEventMap[Type]) => void) | undefined;
};

/** Vue writes `false` as an attribute, so it is `true` or nothing. */
type Attributes = ImageUploadAttributes<true | '' | null>;

type Props = {
  [Name in keyof Attributes as Name extends string ? Uncapitalize<Pascal<Name>> : never]: Attributes[Name];
};

declare module 'vue' {
  interface GlobalComponents {
    'image-upload': new () => ImageUploadElement & { $props: HTMLAttributes & PublicProps & Props & Listeners };
  }
}
