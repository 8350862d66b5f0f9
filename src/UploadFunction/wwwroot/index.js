// The page around the form: shows what the form would have sent, and the snippet with this deployment's addresses.

const form = document.querySelector('form');
const received = document.querySelector('#received');
const changed = document.querySelector('#changed');
const served = document.querySelector('#served');
const copy = document.querySelector('#copy');
const snippet = document.querySelector('pre');
const folder = document.querySelector('#folder');
const token = document.querySelector('#token');

form.addEventListener('submit', event => {
  const data = new FormData(form);
  const url = data.get('photo');
  if (url instanceof File) return; // the element does not run: the form sends the image itself
  event.preventDefault();
  list(received, [...data]);
  received.querySelector('img').src = url;
  received.hidden = false;
  received.focus();
  showChanges(url);
  showHeaders(url);
});

const element = (tag, ...content) => {
  const node = document.createElement(tag);
  node.append(...content);
  return node;
};

const list = (section, entries) => section.querySelector('dl')
  .replaceChildren(...entries.flatMap(([name, value]) => [element('dt', name), element('dd', link(value))]));

const link = text => /^https?:/.test(text) ? Object.assign(element('a', text), { href: text }) : text || '(empty)';

const changes = {
  'metadata': 'Removed: metadata, such as place, time, device and names.',
  'repaired': 'Repaired: faults in the file that browsers overlook. The picture is the same.',
  'trailing-data': 'Removed: data after the end of the image.',
};

/** Shows what the API changed. The form has only the image's URL, which ends in its id. */
async function showChanges(url) {
  changed.hidden = true;
  const upload = await fetch(`${form.action}/${url.split('/').pop()}`).then(response => response.json()).catch(() => {});
  if (!upload?.changed?.length || received.querySelector('img').src !== url) return;
  changed.textContent = upload.changed.map(change => changes[change] ?? change).join(' ');
  changed.hidden = false;
}

/** Shows those that this page may read, which from another origin are not all. */
async function showHeaders(url) {
  served.hidden = true;
  const { headers } = await fetch(url, { method: 'HEAD' }).catch(() => ({}));
  const readable = ['content-type', 'content-length', 'cache-control', 'content-disposition'].filter(name => headers?.has(name));
  if (!readable.length || received.querySelector('img').src !== url) return;
  list(served, readable.map(name => [name, headers.get(name)]));
  served.hidden = false;
}

for (const node of snippet.querySelectorAll('[data-url]')) node.textContent = new URL(node.dataset.url, import.meta.url);

copy.hidden = false;
copy.addEventListener('click', async () => {
  getSelection().selectAllChildren(snippet);
  copy.textContent = await copied() ? 'Copied' : 'Press Ctrl+C';
  setTimeout(() => { copy.textContent = 'Copy'; }, 3000);
});

/** Plain-HTTP addresses other than localhost have no clipboard but the old command, which takes the selection. */
const copied = () => navigator.clipboard
  ? navigator.clipboard.writeText(snippet.textContent).then(() => true, () => document.execCommand('copy'))
  : document.execCommand('copy');

/** In the bucket the API is elsewhere. */
async function pointToApi() {
  const beside = /\/\d+\.[^/]+\/[^/]+$/.test(import.meta.url) ? '../config.json' : 'config.json'; // a version's folder
  const { api } = await (await fetch(new URL(beside, import.meta.url))).json();
  for (const node of document.querySelectorAll('[data-api]')) node[node === form ? 'action' : 'href'] = `${api}/${node.dataset.api}`;
}

/** Where the API wants a token, the form came hidden: a plain one could not carry it, but the element can. */
async function showForm() {
  if (!form.hidden) return;
  await customElements.whenDefined('image-upload');
  token.addEventListener('input', () => { form.querySelector('image-upload').token = token.value.trim(); });
  form.hidden = false;
  document.querySelector('#plain').hidden = true;
}

/** On a laptop the server tells its own page, and no other, where the images go. */
async function nameFolder() {
  if (!['localhost', '127.0.0.1', '[::1]'].includes(location.hostname)) return;
  const path = (await fetch('', { method: 'HEAD' })).headers.get('Upload-Directory');
  folder.querySelector('code').textContent = decodeURIComponent(path ?? '');
  folder.hidden = !path;
}

await Promise.allSettled([pointToApi(), showForm(), nameFolder()]);
