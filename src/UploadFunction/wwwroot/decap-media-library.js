// A media library for Decap CMS, and a field for it and Sveltia CMS: docs/clients.md says how to load it. Images go to the API of the site
// that this module comes from, and the entry gets their public URLs. No key of a cloud is in the editor's browser.

import './image-upload.js';

let token = '';

/** Of the editor, where the API needs one: sent as `Authorization: Bearer …` with every upload from now on. */
export function setToken(value) {
  token = value;
}

/** For `CMS.registerMediaLibrary`: Decap CMS opens it where it would open its own. */
export const mediaLibrary = {
  name: 'upload-function',
  init: ({ options, handleInsert }) => {
    let dialog;
    return {
      show: ({ allowMultiple, config }) => {
        const several = allowMultiple !== false && { ...options?.config, ...config }.multiple === true;
        dialog?.remove();
        dialog = createDialog(several, (urls) => handleInsert(several ? urls : urls[0]));
        document.body.append(dialog);
        dialog.showModal();
      },
      hide: () => dialog?.close(),
      // There is nothing to look through: nobody can list the images of a bucket.
      enableStandalone: () => false,
    };
  },
};

/**
 * Registers the field `hosted-image`, whose value is the URL of an image. For Sveltia CMS, which has no media libraries of others; it works
 * in Decap CMS as well.
 */
export function registerField(cms) {
  cms.registerWidget('hosted-image', window.createClass({
    componentDidMount() {
      this.show(this.props.value ?? '');
    },
    show(url) {
      const field = document.createElement('image-upload');
      field.setAttribute('value', url);
      field.token = token;
      field.setAttribute('aria-label', this.props.field?.get?.('label') ?? 'Image');
      field.addEventListener('change', () => {
        this.props.onChange(field.value);
        // A field that did not upload the image does not delete it: an entry that was saved may still show it.
        if (field.value) this.show(field.value);
      });
      this.host.replaceChildren(field);
    },
    render() {
      return window.h('div', { id: this.props.forID, className: this.props.classNameWrapper, ref: (host) => { this.host = host; } });
    },
  }));
}

const button = 'font: inherit; min-height: 44px; padding: .5em 1em';

function createDialog(several, insert) {
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-label', several ? 'Upload images' : 'Upload an image');
  dialog.innerHTML = `
    <form method="dialog" style="display: grid; gap: 1rem; width: min(30rem, 80vw)">
      <image-upload name="image" required${several ? ' max-files="20"' : ''}>
        <input type="file" name="image" accept="image/*" aria-label="${several ? 'Images' : 'Image'}"${several ? ' multiple' : ''} required>
      </image-upload>
      <div style="display: flex; gap: .5rem; justify-content: end">
        <button type="button" style="${button}">Cancel</button>
        <button type="submit" style="${button}">Insert</button>
      </div>
    </form>`;
  const [cancel] = dialog.querySelectorAll('button');
  const field = dialog.querySelector('image-upload');
  field.token = token;
  cancel.addEventListener('click', () => dialog.close());
  // The field lets the form go only when all of its images are stored.
  dialog.querySelector('form').addEventListener('submit', () => {
    insert(field.items.map(({ url }) => url));
    field.clear();
  });
  dialog.addEventListener('close', () => {
    // What was uploaded and then not wanted.
    for (const { id } of field.items) field.remove(id);
    dialog.remove();
  });
  return dialog;
}
