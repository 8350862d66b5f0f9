// <image-upload> wraps a native file input, uploads what is picked at once, and puts the URL of the stored image into the
// form's data. Where this module does not run, the native input stays and the form sends the file itself.

const strings = {
  choose: 'Choose image',
  chooseSeveral: 'Choose images',
  chooseAnother: 'Choose another',
  drop: 'or drag and drop',
  limits: '{types}, up to {size}',
  cancel: 'Cancel',
  retry: 'Retry',
  remove: 'Remove',
  checking: 'Checking…',
  progress: '{sent} of {size}',
  stored: '{width} × {height}, {size}',
  storedBefore: 'Stored image',
  actOn: '{action} {name}',
  uploading: 'Uploading {name}.',
  uploaded: '{name} uploaded.',
  uploadedOf: '{name} uploaded. {done} of {total}.',
  failed: '{name} failed: {problem}',
  removed: '{name} removed.',
  connectionLost: 'Connection lost. Waiting.',
  busy: 'The image service is busy. Waiting.',
  finishingOne: 'Finishing 1 upload, then sending the form.',
  finishing: 'Finishing {count} uploads, then sending the form.',
  valueMissing: 'Choose an image.',
  notUploaded: '{name} did not upload. Retry or remove it.',
  notTaken: '{name} did not upload. Remove it.',
  rangeOverflow: 'Choose at most {max} images.',
  tooLarge: 'This image is {size}; the limit is {limit}.',
  unreadable: 'This file could not be read. Choose it again.',
  unreachable: 'The image service could not be reached.',
  unexpected: 'The image service answered with error {status}.',
};

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function formatBytes(bytes) {
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, 'kilobyte'] : [bytes / 1e6, 'megabyte'];
  return new Intl.NumberFormat('en', { style: 'unit', unit, maximumSignificantDigits: value < 10 ? 2 : 3 }).format(value);
}

function formatTypes(types) {
  const names = types.map(type => type.replace('image/', '').toUpperCase().replace('WEBP', 'WebP'));
  return new Intl.ListFormat('en', { type: 'disjunction' }).format(names);
}

// ---- Transport

const concurrentUploads = 2;
const retryDelays = [1, 2, 4, 8]; // seconds, each ± 50 % so that many pages do not come back at the same moment
const longestRetryAfter = 30; // seconds
const stallTimeout = 30; // seconds without progress while the body is being sent
const answerTimeout = 60; // seconds from the last byte sent to the answer

/** Why an upload failed, in words for the person. `transient`: the same request may succeed later. */
const problem = (message, details) => Object.assign(new Error(message), details);

async function fetchJson(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`it answered ${response.status}`);
  return response.json();
}

/** The config.json of each API, fetched once a page; undefined, and one line in the console, where there is none. */
const configurations = {};
const configurationAt = url => configurations[url] ??= fetchJson(url).catch(error =>
  console.error(`<image-upload> found no API at ${url}: ${error.message}`));

/** 128 random bits. `crypto.randomUUID` is missing on plain-HTTP addresses, where `getRandomValues` exists. */
const newIdempotencyKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');

function problemFrom(xhr) {
  const { status } = xhr;
  const transient = status === 408 || status === 429 || status >= 500;
  const message = parseJson(xhr.responseText)?.detail ?? fill(strings.unexpected, { status });
  const retryAfter = transient ? Number(xhr.getResponseHeader('Retry-After')) || undefined : undefined;
  return problem(message, { transient, retryAfter, waiting: strings.busy });
}

function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One attempt at sending one image. XMLHttpRequest, because fetch reports no upload progress. */
function post(api, body, key, signal, onProgress) {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    let timer;
    const expectProgressWithin = seconds => {
      clearTimeout(timer);
      timer = setTimeout(() => xhr.abort(), seconds * 1000);
    };
    const lost = () => problem(strings.unreachable, { transient: true, waiting: strings.connectionLost });
    const cancel = () => xhr.abort();

    xhr.upload.onprogress = event => {
      expectProgressWithin(stallTimeout);
      onProgress(event.loaded / event.total);
    };
    xhr.upload.onload = () => {
      expectProgressWithin(answerTimeout);
      onProgress(1);
    };
    xhr.onload = () => {
      const answer = xhr.status < 300 && parseJson(xhr.responseText);
      if (answer?.url) resolve(answer);
      else reject(problemFrom(xhr));
    };
    xhr.onerror = () => reject(lost());
    xhr.onabort = () => reject(signal.aborted ? signal.reason : lost());
    xhr.onloadend = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
    };

    signal.addEventListener('abort', cancel);
    xhr.open('POST', `${api}/uploads`);
    xhr.setRequestHeader('Accept', 'application/json');
    xhr.setRequestHeader('Idempotency-Key', key);
    expectProgressWithin(stallTimeout);
    xhr.send(body);
  });
}

/** Waits for the delay to pass, or for the browser to be online again where it knows that it is not. */
function pause(seconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = navigator.onLine ? setTimeout(resolve, seconds * 1000) : undefined;
    addEventListener('online', resolve, { once: true, signal });
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    }, { once: true });
  });
}

// ---- View

const longestPreviewEdge = 480; // device pixels

function create(tag, part, properties, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  if (part) node.dataset.part = part;
  node.append(...children);
  return node;
}

/** Drawn on a canvas rather than shown from a blob: URL, which a strict `img-src` refuses. */
async function drawPreview(canvas, file) {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, longestPreviewEdge / Math.max(bitmap.width, bitmap.height));
  canvas.width = Math.max(1, bitmap.width * scale);
  canvas.height = Math.max(1, bitmap.height * scale);
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
}

/** Previews are drawn one after another: ten photos decoded at once are gigabytes. */
let previews = Promise.resolve();

/** The row of one image. */
class ItemView {
  constructor(item, field) {
    this.item = item;
    this.progress = create('progress', 'progress', { max: 1, ariaLabel: item.name });
    this.detail = create('p', 'detail');
    this.error = create('p', 'error');
    this.retry = create('button', 'retry', {
      type: 'button',
      textContent: strings.retry,
      ariaLabel: fill(strings.actOn, { action: strings.retry, name: item.name }),
      onclick: () => {
        this.dismiss.focus(); // before this button hides and takes the focus with it
        field.retry(item.id);
      },
    });
    // Cancel turns into Remove in place, so that who stands on it with the keyboard keeps the focus.
    this.dismiss = create('button', 'cancel', { type: 'button', onclick: () => field.remove(item.id) });
    const name = create('p', 'name', { textContent: item.name, title: item.name });
    const text = create('div', '', {}, name, this.progress, this.detail, this.error);
    this.node = create('li', 'item', {}, this.#preview(), text, this.retry, this.dismiss);
    this.update();
  }

  #preview() {
    const { file, url } = this.item;
    if (!file) return create('img', 'preview', { src: url, alt: '' });
    const canvas = create('canvas', 'preview', { width: 1, height: 1, ariaHidden: 'true' });
    previews = previews.then(() => drawPreview(canvas, file)).catch(() => canvas.remove()); // the browser has no decoder
    return canvas;
  }

  update() {
    const { item, progress, detail, error, retry, dismiss } = this;
    const pending = isPending(item);
    this.node.dataset.state = item.state;
    progress.hidden = !pending;
    if (item.progress < 1) progress.value = item.progress;
    else progress.removeAttribute('value'); // everything is sent; how long the check takes is not known
    detail.textContent = item.problem ? '' : this.#describe();
    error.textContent = item.problem ?? '';
    retry.hidden = !item.retryable;
    dismiss.dataset.part = pending ? 'cancel' : 'remove';
    dismiss.textContent = strings[dismiss.dataset.part];
    dismiss.ariaLabel = fill(strings.actOn, { action: dismiss.textContent, name: item.name });
  }

  #describe() {
    const { state, file, note, progress, width, height, size } = this.item;
    if (state === 'done') return file ? fill(strings.stored, { width, height, size: formatBytes(size) }) : '';
    if (note) return note;
    if (progress === 1) return strings.checking;
    return fill(strings.progress, { sent: formatBytes(file.size * progress), size: formatBytes(file.size) });
  }
}

/** Drawn here, because a data: URL in the stylesheet would need `img-src data:`. */
function pictureIcon() {
  const namespace = 'http://www.w3.org/2000/svg';
  const icon = document.createElementNS(namespace, 'svg');
  const path = document.createElementNS(namespace, 'path');
  icon.setAttribute('viewBox', '0 0 24 24');
  icon.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', 'M5 4h14a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2ZM3 16l4.5-4.5 5 5'
    + 'M11 15l3.5-3.5L21 18M15.5 8.5h.01');
  icon.append(path);
  return icon;
}

/** What stands in the place of the native input. */
class FieldView {
  #messages = new Map();
  #timer;
  #quietUntil = 0;

  constructor(id) {
    this.list = create('ul', 'list', { role: 'list' });
    this.pick = create('button', 'pick', { type: 'button', id: `${id}-pick` });
    this.hint = create('p', 'hint', { id: `${id}-hint` });
    const drop = create('span', 'drop', { ariaHidden: 'true', textContent: strings.drop });
    this.zone = create('div', 'zone', {}, pictureIcon(), this.pick, drop, this.hint);
    this.status = create('p', 'status', { role: 'status' });
    this.error = create('p', 'error', { id: `${id}-error` });
    this.root = create('div', '', {}, this.list, this.zone, this.status, this.error);
    this.root.dataset.ui = '';
    this.pick.setAttribute('aria-describedby', `${this.hint.id} ${this.error.id}`);
  }

  quietFor(milliseconds) {
    this.#quietUntil = performance.now() + milliseconds;
  }

  /**
   * Says in the status line, which screen readers read out, what happens: once a second at most. A later message about
   * the same thing replaces an earlier one that was not said yet.
   */
  say(about, message) {
    this.#messages.set(about, message);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.status.textContent = [...this.#messages.values()].join(' ');
      this.#messages.clear();
      this.quietFor(1000);
    }, this.#quietUntil - performance.now());
  }

  hush() {
    this.#messages.clear();
    this.status.textContent = '';
  }

  /** Names the button "Photo Choose image", and the group of several images "Photo". */
  labelBy(labels, multiple) {
    const ids = [...labels].map((label, index) => label.id ||= `${this.pick.id}-label-${index}`).join(' ');
    if (ids) this.pick.setAttribute('aria-labelledby', `${ids} ${this.pick.id}`);
    if (multiple) this.root.role = 'group';
    if (multiple && ids) this.root.setAttribute('aria-labelledby', ids);
  }
}

// ---- Element

const isPending = item => item.state === 'queued' || item.state === 'uploading';
const carriesFiles = event => event.dataTransfer?.types.includes('Files');

/** What the inner input gives up while the element stands in for it, and gets back when the element leaves the page. */
const formAttributes = ['name', 'required'];

let lastId = 0;

class ImageUpload extends HTMLElement {
  static formAssociated = true;
  static observedAttributes = ['accept', 'max-files', 'multiple', 'name', 'required'];

  /** Every element on the page, for what only the window hears. */
  static #connected = new Set();
  static #waitingForms = new Set();

  #internals = this.attachInternals();
  #api;
  #limits;
  #input;
  #view;
  #items = [];
  #settling = [];
  #customValidity = '';
  #showsValidity = false;

  // ---- Public

  get form() { return this.#internals.form; }
  get labels() { return this.#internals.labels; }
  get validity() { return this.#internals.validity; }
  get validationMessage() { return this.#internals.validationMessage; }
  get willValidate() { return this.#internals.willValidate; }
  get name() { return this.getAttribute('name') ?? ''; }

  /** What was picked, in order: a copy that does not change. */
  get items() {
    return this.#items.map(item => this.#publicItem(item));
  }

  /** How many images are not settled yet. */
  get pending() {
    return this.#items.slice(0, this.#maxFiles).filter(isPending).length;
  }

  /** The URL of the stored image; of several, one a line. */
  get value() {
    return this.#urls.join('\n');
  }

  set value(value) {
    this.clear();
    this.#items = String(value).split(/\s+/).filter(Boolean).map(url => this.#newItem({
      state: 'done', name: strings.storedBefore, url, progress: 1,
    }));
    this.#update();
  }

  add(files) {
    const added = [...files].map(file => this.#newItem({ file, name: file.name || 'image', key: newIdempotencyKey() }));
    if (!added.length) return;
    if (!this.#multiple) {
      added.length = 1;
      for (const item of this.#items) this.#discard(item);
    }
    this.#items.push(...added);
    this.#update();
  }

  retry(id) {
    for (const item of this.#items) {
      if (item.state === 'failed' && (id === undefined || item.id === id)) {
        Object.assign(item, { state: 'queued', progress: 0, problem: null, retryable: false });
      }
    }
    this.#update();
  }

  cancel(id) {
    if (this.#items.some(item => item.id === id && isPending(item))) this.remove(id);
  }

  /** Takes an image out of the field; one that was uploaded here and not submitted yet is deleted from the store. */
  remove(id) {
    if (id === undefined) return super.remove(); // Element.remove(), which everybody's scripts call
    const item = this.#items.find(candidate => candidate.id === id);
    if (!item) return;
    const row = item.view?.node;
    const neighbour = row?.nextElementSibling ?? row?.previousElementSibling;
    const focused = row?.contains(document.activeElement);
    this.#discard(item);
    this.#update();
    if (focused) (neighbour?.querySelector('button:last-of-type') ?? this.#view.pick).focus();
    this.#view?.say(item.id, fill(strings.removed, { name: item.name }));
    this.#emitChange();
  }

  /** Empties the field. Deletes nothing from the store: a script that clears may have submitted the images before. */
  clear() {
    for (const item of this.#items) this.#detach(item);
    this.#view?.hush();
    this.#update();
  }

  /** Resolves when nothing is pending, however it ended. */
  settled() {
    return new Promise(resolve => {
      this.#settling.push(resolve);
      this.#update();
    });
  }

  checkValidity() { return this.#internals.checkValidity(); }
  reportValidity() { return this.#internals.reportValidity(); }

  setCustomValidity(message) {
    this.#customValidity = String(message);
    this.#update();
  }

  focus(options) {
    (this.#view?.pick ?? this.querySelector('input'))?.focus(options);
  }

  // ---- Life cycle

  async connectedCallback() {
    ImageUpload.#connected.add(this);
    if (!this.#view) await this.#prepare();
    if (this.#view && this.isConnected) this.#standIn();
  }

  disconnectedCallback() {
    ImageUpload.#connected.delete(this);
    if (!this.#input) return;
    this.#view.root.remove();
    this.#input.hidden = false;
    for (const name of formAttributes) {
      if (this.hasAttribute(name)) this.#input.setAttribute(name, this.getAttribute(name));
    }
  }

  attributeChangedCallback() {
    this.#update();
  }

  formDisabledCallback() {
    this.#update();
  }

  formResetCallback() {
    ImageUpload.#waitingForms.delete(this.form);
    this.#showsValidity = false;
    this.value = this.getAttribute('value') ?? '';
  }

  /** Finds the API and the stylesheet. Where there is no API, the native input is left as it is. */
  async #prepare() {
    const api = this.getAttribute('api')?.replace(/\/+$/, '');
    const url = api ? `${api}/config.json` : new URL('config.json', import.meta.url).href;
    const [found] = await Promise.all([configurationAt(url), this.#loadStylesheet()]);
    if (this.#view || !found && !api) return;
    this.#api = api ?? found.api;
    this.#limits = found?.limits ?? {}; // the API itself says what it does not take
    this.#build();
  }

  #loadStylesheet() {
    const root = this.getRootNode();
    if (this.getAttribute('styles') === 'none' || root.querySelector('link[href*="image-upload.css"]')) return;
    return new Promise(resolve => {
      const { href } = new URL('image-upload.css', import.meta.url);
      const link = create('link', '', { rel: 'stylesheet', href, onload: resolve, onerror: resolve });
      (root.head ?? root).append(link);
    });
  }

  #build() {
    this.#view = new FieldView(`image-upload-${++lastId}`);
    this.#view.zone.addEventListener('click', event => {
      event.preventDefault(); // a wrapping label may click the element as well, and open a second picker
      this.#input.click(); // does nothing where the input is disabled
    });
    this.addEventListener('click', event => event.target === this && this.#input.click()); // by a label
    this.addEventListener('invalid', () => {
      this.#showsValidity = true;
      this.#update();
    });
    this.addEventListener('paste', event => this.#take(event, event.clipboardData.files));
    this.addEventListener('drop', event => this.#take(event, event.dataTransfer.files));
    this.addEventListener('dragover', event => {
      if (!carriesFiles(event) || this.#disabled) return;
      event.preventDefault();
      this.#setState('dragging', true);
    });
    this.addEventListener('dragleave', event => this.contains(event.relatedTarget) || this.#setState('dragging', false));
    if (this.hasAttribute('value') && !this.#items.length) this.value = this.getAttribute('value');
  }

  /** Puts the built interface in the place of the native input. */
  #standIn() {
    this.querySelector(':scope > [data-ui]')?.remove(); // the original's, where this element is a clone
    const input = this.querySelector('input[type=file]') ?? this.appendChild(create('input', '', { type: 'file' }));
    this.#input = input;
    input.hidden = true;
    input.oninput = event => event.stopPropagation();
    input.onchange = event => {
      event.stopPropagation(); // the element's own change event tells when there is a value
      this.#view.quietFor(700); // a screen reader is busy with the picker that closes
      this.#addAndClear();
    };
    for (const name of formAttributes) {
      if (input.hasAttribute(name) && !this.hasAttribute(name)) this.setAttribute(name, input.getAttribute(name));
      input.removeAttribute(name);
    }
    this.append(this.#view.root);
    this.#view.labelBy([...this.labels, ...input.labels], this.#multiple);
    this.#addAndClear(); // what was picked before the element took over
    this.#update();
  }

  // ---- Picking

  get #multiple() { return this.hasAttribute('multiple'); }
  get #maxFiles() { return this.#multiple ? Number(this.getAttribute('max-files')) || 10 : 1; }
  get #disabled() { return this.matches(':disabled'); }

  #addAndClear() {
    const files = [...this.#input.files];
    this.#input.value = ''; // so that the same file can be picked again
    this.add(files);
  }

  #take(event, files) {
    this.#setState('dragging', false);
    if (!files.length) return; // text is none of ours
    event.preventDefault();
    if (!this.#disabled) this.add(files);
  }

  // ---- Uploading

  #newItem(values) {
    return { id: ++lastId, state: 'queued', progress: 0, url: null, width: null, height: null, problem: null, ...values };
  }

  #publicItem({ id, name, state, progress, url, width, height, problem }) {
    return Object.freeze({ id, name, state, progress, url, width, height, problem });
  }

  #startQueued() {
    const items = this.#items.slice(0, this.#maxFiles);
    let free = concurrentUploads - items.filter(item => item.state === 'uploading').length;
    for (const item of items) {
      if (item.state === 'queued' && free-- > 0) this.#upload(item);
    }
  }

  async #upload(item) {
    item.state = 'uploading';
    item.cancellation = new AbortController();
    const { signal } = item.cancellation;
    this.#view.say(item.id, fill(strings.uploading, item));
    this.#emit('start', item);
    try {
      const answer = await this.#sendWithRetries(item, signal);
      const { url, width, height, size, deleteToken } = answer;
      Object.assign(item, { state: 'done', progress: 1, url, width, height, size, deleteToken, uploadId: answer.id });
    } catch (error) {
      if (signal.aborted) return;
      Object.assign(item, { state: 'failed', problem: error.message, retryable: error.transient });
    }
    this.#update();
    this.#view.say(item.id, this.#outcome(item));
    this.#emit(item.problem ? 'error' : 'done', item);
    if (!item.problem) this.#emitChange();
  }

  async #sendWithRetries(item, signal) {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#send(item, signal);
      } catch (error) {
        if (!navigator.onLine) attempt = -1; // being offline does not count
        if (signal.aborted || !error.transient || attempt === retryDelays.length) throw error;
        this.#show(item, 0, error.waiting);
        this.#view.say(item.id, error.waiting);
        const delay = (retryDelays[attempt] ?? 0) * (0.5 + Math.random());
        await pause(Math.min(error.retryAfter ?? delay, longestRetryAfter), signal);
        this.#show(item, 0);
      }
    }
  }

  /** One attempt. The idempotency key stays with the image, so that a second one never stores it twice. */
  async #send(item, signal) {
    const { file } = item;
    const limit = this.#limits.maxInlineBytes;
    if (file.size > limit) {
      throw problem(fill(strings.tooLarge, { size: formatBytes(file.size), limit: formatBytes(limit) }));
    }
    // A folder that was dropped, or a file that is gone: the request would fail as if the network had.
    await file.slice(0, 1).arrayBuffer().catch(() => { throw problem(strings.unreadable); });
    signal.throwIfAborted();

    const body = new FormData();
    for (const { name, value } of this.attributes) {
      if (name.startsWith('data-meta-')) body.append(name.slice('data-meta-'.length), value);
    }
    body.append('file', file, item.name);
    return post(this.#api, body, item.key, signal, progress => {
      this.#show(item, progress);
      this.#emit('progress', item);
    });
  }

  #show(item, progress, note) {
    Object.assign(item, { progress, note });
    item.view.update();
  }

  #outcome(item) {
    if (item.problem) return fill(strings.failed, item);
    if (!this.#multiple) return fill(strings.uploaded, item);
    return fill(strings.uploadedOf, { name: item.name, done: this.#urls.length, total: this.#items.length });
  }

  /** Takes an item out of the field, and its image out of the store where that is still ours to do. */
  #discard(item) {
    this.#detach(item);
    if (item.deleteToken) {
      const headers = { 'X-Delete-Token': item.deleteToken };
      fetch(`${this.#api}/uploads/${item.uploadId}`, { method: 'DELETE', headers, keepalive: true }).catch(() => {});
    }
    this.#emit('remove', item);
  }

  #detach(item) {
    this.#items = this.#items.filter(other => other !== item);
    item.cancellation?.abort();
    item.view?.node.remove();
  }

  // ---- State

  get #urls() { return this.#items.filter(item => item.state === 'done').map(item => item.url); }

  /** Brings everything in line with the items. */
  #update() {
    if (!this.#input) return;
    this.#startQueued();
    const entries = new FormData();
    if (this.name) this.#urls.forEach(url => entries.append(this.name, url));
    this.#internals.setFormValue(entries);
    this.#setValidity();
    this.#setState('empty', !this.#items.length);
    this.#setState('uploading', this.pending);
    this.#setState('failed', this.#items.some(item => item.state === 'failed'));
    this.#setState('done', this.#items.length && this.#items.every(item => item.state === 'done'));
    this.#render();
    if (!this.pending) this.#settling.splice(0).forEach(resolve => resolve());
  }

  #setValidity() {
    const failed = this.#items.find(item => item.state === 'failed');
    const overflow = this.#items.length > this.#maxFiles;
    const missing = this.hasAttribute('required') && !this.#items.length;
    const message = this.#customValidity
      || failed && fill(failed.retryable ? strings.notUploaded : strings.notTaken, failed)
      || overflow && fill(strings.rangeOverflow, { max: this.#maxFiles })
      || missing && strings.valueMissing
      || '';
    const flags = { customError: Boolean(this.#customValidity || failed), rangeOverflow: overflow, valueMissing: missing };
    const { pick } = this.#view;
    this.#internals.setValidity(flags, message, this.contains(pick) ? pick : undefined);
    const shown = overflow || this.#showsValidity && missing;
    this.#view.error.textContent = shown ? message : '';
  }

  #setState(name, on) {
    this.#internals.states[on ? 'add' : 'delete'](name);
  }

  #render() {
    const { list, root, pick, hint } = this.#view;
    const { types, maxInlineBytes } = this.#limits;
    pick.textContent = this.#items.length ? strings.chooseAnother : this.#multiple ? strings.chooseSeveral : strings.choose;
    hint.textContent = types ? fill(strings.limits, { types: formatTypes(types), size: formatBytes(maxInlineBytes) }) : '';
    for (const item of this.#items) {
      if (!item.view) list.append((item.view = new ItemView(item, this)).node);
      item.view.update();
    }
    for (const control of [this.#input, ...root.querySelectorAll('button')]) control.disabled = this.#disabled;
    this.#input.multiple = this.#multiple; // a label opens the input's picker without us
    this.#input.accept = this.getAttribute('accept') || this.#input.accept || (types ?? ['image/*']).join();
  }

  #emit(type, item) {
    this.dispatchEvent(new CustomEvent(`image-upload-${type}`, { bubbles: true, detail: this.#publicItem(item) }));
  }

  #emitChange() {
    this.dispatchEvent(new Event('change', { bubbles: true }));
  }

  // ---- What only the window hears

  static {
    // Capturing, on the window: before any handler of the author's, who then sees the form with its final values.
    addEventListener('submit', event => this.#onSubmit(event), true);
    // Bubbling, on the window: after every handler of the author's, who may have taken the files.
    for (const type of ['dragover', 'drop']) addEventListener(type, event => this.#keepPage(event));
    // A page that comes back by the Back button must not delete what its form has submitted.
    addEventListener('pagehide', () => this.#forgetDeleteTokens([...this.#connected]));
  }

  /** A submit waits for the uploads; it is not refused. */
  static async #onSubmit(event) {
    const { target: form, submitter } = event;
    const fields = [...this.#connected].filter(field => field.form === form && !field.#disabled);
    const pending = fields.filter(field => field.pending);
    if (!pending.length) return this.#forgetDeleteTokens(fields);

    event.preventDefault();
    event.stopImmediatePropagation();
    this.#waitingForms.add(form);
    const count = pending.reduce((sum, field) => sum + field.pending, 0);
    pending[0].#view.say(form, fill(count === 1 ? strings.finishingOne : strings.finishing, { count }));
    await Promise.all(pending.map(field => field.settled()));

    if (!this.#waitingForms.delete(form)) return; // an earlier click sends the form already, or it was reset
    const failed = fields.find(field => field.#items.some(item => item.state === 'failed'));
    if (failed) failed.reportValidity();
    else form.requestSubmit(submitter?.form === form ? submitter : null);
  }

  static #forgetDeleteTokens(fields) {
    for (const item of fields.flatMap(field => field.#items)) delete item.deleteToken;
  }

  /** A file dropped beside the field, but inside its form, must not navigate away from what was typed there. */
  static #keepPage(event) {
    const path = event.composedPath();
    if (event.defaultPrevented || !carriesFiles(event) || path[0].type === 'file') return;
    if (![...this.#connected].some(field => field.form && path.includes(field.form))) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'none';
  }
}

// Without custom states (browsers before 2024) the native input does the work.
if (CSS.supports('selector(:state(empty))') && !customElements.get('image-upload')) {
  customElements.define('image-upload', ImageUpload);
}
