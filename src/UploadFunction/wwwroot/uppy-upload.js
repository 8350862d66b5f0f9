// An uploader for Uppy 5 and 6: docs/clients.md says how to use it.

const longestRetryAfter = 30; // seconds
const stallTimeout = 30; // seconds without progress
const answerTimeout = 60; // seconds after the last byte

/** The rest is the check of the image, and Uppy takes no news of a file that is at 100 percent. */
const mostSent = 0.99;

/**
 * @typedef {object} UploadFunctionOptions
 * @property {string} api The API's address.
 * @property {string} [id] Of the plugin, where one Uppy has several. Default: `UploadFunction`.
 * @property {number} [limit] Files that are uploaded at the same time; 0 for no limit. Default: 3.
 * @property {number[]} [retryDelays] Pauses in milliseconds, ± 50 %, before an attempt is repeated that failed for want of a connection or
 *   of a service that is not busy. Default: 1, 2, 4 and 8 seconds.
 * @property {string[]} [allowedMetaFields] Which of a file's `meta` are stored with it. Default: those that the API takes by default.
 * @property {Record<string, string>} [headers] Sent to the API and never to the store: `{ Authorization: 'Bearer …' }`.
 */

/** Sends images past the API, so that they can have 25 MB: a ticket from the API, the file to the store, the check by the API. */
export class UploadFunction {
  type = 'uploader';
  #running = 0;
  #waiting = [];
  /** By the file's id; until it is uploaded or removed. */
  #transfers = new Map();

  /** @param {UploadFunctionOptions} options */
  constructor(uppy, options) {
    this.uppy = uppy;
    this.opts = {
      id: 'UploadFunction',
      limit: 3,
      retryDelays: [1000, 2000, 4000, 8000],
      allowedMetaFields: ['alt', 'caption', 'credit'],
      ...options,
    };
    this.id = this.opts.id;
  }

  install() {
    this.uppy.addUploader(this.#upload);
    this.uppy.on('file-removed', this.#discard); // of every file, when all are cancelled
  }

  uninstall() {
    this.uppy.removeUploader(this.#upload);
    this.uppy.off('file-removed', this.#discard);
  }

  setOptions(options) {
    Object.assign(this.opts, options);
  }

  /** Uppy calls it with every change of its state. */
  update() {}

  #upload = async ids => {
    const files = ids.map(id => this.uppy.getFile(id)).filter(file => file && !file.error && !file.progress.uploadComplete);
    this.uppy.emit('upload-start', files);
    await Promise.all(files.map(file => this.#uploadFile(file)));
  };

  async #uploadFile(file) {
    const { id, data } = file;
    let transfer = this.#transfers.get(id);
    if (transfer?.data !== data) transfer = { data, key: newIdempotencyKey() }; // an editor may exchange the bytes before a retry
    const { signal } = transfer.cancellation = new AbortController();
    this.#transfers.set(id, transfer);
    await this.#takeTurn();
    try {
      const { deleteToken, ...body } = await this.#sendWithRetries(file, transfer, signal);
      if (signal.aborted) return;
      this.#transfers.delete(id);
      this.uppy.emit('upload-success', this.uppy.getFile(id), { status: 200, body, uploadURL: body.url });
    } catch (error) {
      if (signal.aborted) return;
      this.uppy.emit('upload-error', this.uppy.getFile(id), error, { status: error.status, body: error.problem });
    } finally {
      this.#endTurn();
    }
  }

  async #takeTurn() {
    if (this.#running >= (this.opts.limit || Infinity)) await new Promise(resolve => this.#waiting.push(resolve));
    else this.#running++;
  }

  #endTurn() {
    if (this.#waiting.length) this.#waiting.shift()(); // which takes over this turn
    else this.#running--;
  }

  /** What has arrived already is deleted. An uploaded file that is removed stays in the store. */
  #discard = ({ id }) => {
    const transfer = this.#transfers.get(id);
    if (!transfer) return;
    this.#transfers.delete(id);
    transfer.cancellation.abort();
    if (!transfer.ticket) return;
    const headers = { ...this.opts.headers, 'X-Delete-Token': transfer.ticket.deleteToken };
    fetch(`${this.#api}/uploads/${transfer.ticket.id}`, { method: 'DELETE', headers, keepalive: true }).catch(() => {});
  };

  async #sendWithRetries(file, transfer, signal) {
    for (let attempt = 0; ; attempt++) {
      try {
        signal.throwIfAborted();
        return await this.#send(file, transfer, signal);
      } catch (error) {
        const delay = this.opts.retryDelays[attempt];
        if (signal.aborted || !error.isTransient || delay === undefined) throw error;
        const seconds = Math.min(error.retryAfter || delay / 1000 * (0.5 + Math.random()), longestRetryAfter);
        await pause(seconds, signal);
      }
    }
  }

  /** The key keeps a repeated attempt from storing the file twice. */
  async #send(file, transfer, signal) {
    if (file.isRemote) throw new Error('Images are not fetched from other addresses. Save the image, and upload the file.');
    const complete = () => this.#ask(transfer.ticket.completeUrl, undefined, signal);
    if (transfer.ticket) {
      try {
        return await complete(); // it may have arrived
      } catch (error) {
        if (error.problem?.code !== 'not-received') throw error;
      }
    }
    const { data, size, meta, type: contentType } = file;
    const fileName = meta.name ?? file.name;
    const metadata = Object.fromEntries(this.opts.allowedMetaFields.filter(name => meta[name]).map(name => [name, `${meta[name]}`]));
    const announced = { fileName, contentType, size, metadata, idempotencyKey: transfer.key };
    transfer.ticket = await this.#ask('uploads/direct', announced, signal);
    const { upload } = transfer.ticket;
    if (!upload) return transfer.ticket; // the key's image is published already
    const { method, url, headers, fields } = upload;
    const body = fields ? createForm(fields, data, fileName) : data;
    const { status } = await request(method, url, headers, body, signal, part => this.#showProgress(file, part));
    if (status >= 300) throw failure(`The image store did not take the file: error ${status}. Try again.`, status);
    return complete();
  }

  async #ask(url, json, signal) {
    const body = json && new Blob([JSON.stringify(json)], { type: 'application/json' });
    const xhr = await request('POST', new URL(url, `${this.#api}/`), this.opts.headers, body, signal);
    const answer = parseJson(xhr.responseText);
    if (xhr.status < 300 && answer?.id) return answer;
    const message = answer?.detail ?? `The image service answered with error ${xhr.status}.`;
    throw failure(message, xhr.status, { problem: answer, retryAfter: Number(xhr.getResponseHeader('Retry-After')) });
  }

  #showProgress({ id, size }, part) {
    const file = this.uppy.getFile(id);
    const { uploadStarted } = file.progress;
    const bytesUploaded = Math.round(Math.min(part, mostSent) * size);
    this.uppy.emit('upload-progress', file, { uploadStarted, bytesUploaded, bytesTotal: size });
  }

  get #api() { return this.opts.api.replace(/\/+$/, ''); }
}

/** `randomUUID` needs HTTPS. */
const newIdempotencyKey = () => crypto.getRandomValues(new Uint32Array(4)).join('-');

/** `isTransient`: the same request may succeed later. */
function failure(message, status, details) {
  const isTransient = !status || /408|429|5../.test(status) || details?.problem?.code === 'not-received';
  return Object.assign(new Error(message), { status, isTransient }, details);
}

function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The store reads nothing after the file. */
function createForm(fields, data, fileName) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', data, fileName);
  return form;
}

/** `fetch` reports no progress. */
function request(method, url, headers, body, signal, onProgress = () => {}) {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const xhr = new XMLHttpRequest();
    let timer;
    const expect = seconds => {
      clearTimeout(timer);
      timer = setTimeout(() => xhr.abort(), seconds * 1000);
    };
    xhr.upload.onprogress = event => {
      expect(stallTimeout);
      onProgress(event.loaded / event.total);
    };
    xhr.upload.onload = () => expect(answerTimeout);
    xhr.onload = () => resolve(xhr);
    xhr.onerror = xhr.onabort = () => reject(failure('The image service could not be reached.', 0));
    xhr.onloadend = () => clearTimeout(timer);
    signal.addEventListener('abort', () => xhr.abort());

    xhr.open(method, url);
    for (const name in headers) xhr.setRequestHeader(name, headers[name]);
    expect(body ? stallTimeout : answerTimeout);
    xhr.send(body);
  });
}

/** As long as it is offline, too. */
function pause(seconds, signal) {
  return new Promise(resolve => {
    const timer = navigator.onLine && setTimeout(resolve, seconds * 1000);
    addEventListener('online', resolve, { signal, once: true });
    signal.addEventListener('abort', () => resolve(clearTimeout(timer)));
  });
}
