// Types of <image-upload>. docs/form.md says what each of them means; a test compares the two.

export type ImageUploadState = 'queued' | 'uploading' | 'done' | 'failed';

/** An image of the field, as it was when you asked. */
export interface ImageUploadItem {
  readonly id: number;
  /** The file's. */
  readonly name: string;
  readonly state: ImageUploadState;
  /** 0 to 1. */
  readonly progress: number;
  /** Once it is stored. */
  readonly url: string | null;
  readonly width: number | null;
  readonly height: number | null;
  /** In base64. Missing until the picture is drawn, and where the browser cannot read it. */
  readonly thumbHash?: string | undefined;
  /** What the visitor wrote, with `describe`. */
  readonly alt: string;
  /** Why it failed, for the visitor. */
  readonly problem: string | null;
}

export interface ImageUploadAcceptDetail extends ImageUploadItem {
  readonly file: File;
  /** Sends this instead. To be called before the first `await` of the handler. */
  replace(file: Blob | PromiseLike<Blob>): void;
}

/** What the element dispatches. All of them bubble. */
export interface ImageUploadEventMap {
  /** Before an image is checked or sent. `preventDefault()` keeps it out. */
  'image-upload-accept': CustomEvent<ImageUploadAcceptDetail>;
  'image-upload-start': CustomEvent<ImageUploadItem>;
  'image-upload-progress': CustomEvent<ImageUploadItem>;
  'image-upload-done': CustomEvent<ImageUploadItem>;
  'image-upload-error': CustomEvent<ImageUploadItem>;
  'image-upload-remove': CustomEvent<ImageUploadItem>;
  /** An image was stored, or the visitor removed one or wrote a description. */
  change: Event;
}

/** What depends on a number: one text for each plural category of the language. */
export interface ImageUploadPlural {
  zero?: string;
  one?: string;
  two?: string;
  few?: string;
  many?: string;
  other: string;
}

/** By the keys of image-upload.en.json, or by the code of a problem. */
export interface ImageUploadStrings {
  [key: string]: string | ImageUploadPlural;
}

/** `Switch` is what a framework takes for an attribute that is there or not. */
export interface ImageUploadAttributes<Switch = boolean> {
  name?: string | undefined;
  accept?: string | undefined;
  required?: Switch | undefined;
  disabled?: Switch | undefined;
  multiple?: Switch | undefined;
  /** With `multiple`; 10 without it. */
  'max-files'?: number | string | undefined;
  /** URLs of images that are stored already, one per line. */
  value?: string | undefined;
  format?: 'url' | 'json' | 'lines' | undefined;
  /** The longest edge in pixels. */
  resize?: number | string | undefined;
  /** In pixels, of the original. */
  'min-width'?: number | string | undefined;
  /** In pixels, of the original. */
  'min-height'?: number | string | undefined;
  describe?: Switch | undefined;
  capture?: 'environment' | 'user' | 'none' | undefined;
  /** Base of the API's URL. */
  api?: string | undefined;
  /** Adds no stylesheet. */
  styles?: 'none' | undefined;
  /** Public metadata of the stored image. */
  [metadata: `data-meta-${string}`]: string | number | undefined;
}

/** As a `type`: the module exports nothing. */
export interface ImageUploadElement extends HTMLElement {
  name: string;
  /** What the form would send, joined by line breaks. */
  value: string;
  readonly items: readonly ImageUploadItem[];
  /** How many images are queued or uploading. */
  readonly pending: number;
  /** Sent to the API as a bearer token. */
  token?: string | undefined;
  /** Setting it replaces the strings that it has, and no others. */
  get strings(): ImageUploadStrings;
  set strings(strings: ImageUploadStrings);

  /** When nothing is pending, whatever the result. */
  settled(): Promise<void>;
  /** As if they had been picked. */
  add(files: Iterable<File>): void;
  /** One that failed; without `id` all of them. */
  retry(id?: number): void;
  /** One that is pending. */
  cancel(id: number): void;
  /** From the field, and from the store if it was uploaded here and not submitted. */
  remove(id: number): void;
  /** The DOM's own method. */
  remove(): void;
  /** Deletes nothing from the store. */
  clear(): void;

  readonly form: HTMLFormElement | null;
  readonly labels: NodeListOf<HTMLLabelElement>;
  readonly validity: ValidityState;
  readonly validationMessage: string;
  readonly willValidate: boolean;
  checkValidity(): boolean;
  reportValidity(): boolean;
  setCustomValidity(message: string): void;
  focus(options?: FocusOptions): void;
}

declare global {
  interface HTMLElementTagNameMap {
    'image-upload': ImageUploadElement;
  }

  /** Of elements, documents and windows. */
  interface GlobalEventHandlersEventMap extends Omit<ImageUploadEventMap, 'change'> {}
}
