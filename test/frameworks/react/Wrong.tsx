import type {} from 'image-upload-element/react';

// Each line with an exclamation mark at its end is an error, by which the types show that they are in effect.
export const fields = [
  <image-upload name="photo" max-files={true} />, // !
  <image-upload name="photo" format="text" />, // !
  <image-upload name="photo" multiple="yes" />, // !
  <image-upload name="photo" unknown="" />, // !
  <image-upload name="photo" onimage-upload-done={({ detail }) => detail.file} />, // !
  <image-upload name="photo" ref={field => { field?.settle(); }} />, // !
];
document.querySelector('image-upload')?.remove('1'); // !
document.addEventListener('image-upload-accept', ({ detail }) => detail.replace('a text')); // !
