// Bundles each framework's page for the browser, and renders it as a server does. For the tests, which copy this folder to where the
// frameworks are installed, with the element's package and the components that docs/form.md shows.
import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import esbuild from 'esbuild';
import * as svelte from 'svelte/compiler';
import * as vue from 'vue/compiler-sfc';

const compileSvelte = (source, filename, generate) => {
  const { js } = svelte.compile(source, { filename, generate, dev: true, css: 'external' });
  return { contents: js.code, loader: 'js' };
};

const compileVue = (source, filename, generate) => {
  const compilerOptions = { isCustomElement: tag => tag === 'image-upload' };
  const { descriptor } = vue.parse(source, { filename, templateParseOptions: compilerOptions });
  const templateOptions = { ssr: generate === 'server', ssrCssVars: [], compilerOptions };
  const { content } = vue.compileScript(descriptor, { id: basename(filename), inlineTemplate: true, templateOptions });
  return { contents: content, loader: 'ts' };
};

const components = generate => ({
  name: 'components',
  setup(build) {
    for (const [filter, compile] of [[/\.svelte$/, compileSvelte], [/\.vue$/, compileVue]])
      build.onLoad({ filter }, async ({ path }) => compile(await readFile(path, 'utf8'), path, generate));
  },
});

const common = {
  bundle: true,
  format: 'esm',
  jsx: 'automatic',
  logLevel: 'warning',
  // Only the development builds tell of a hydration that failed.
  define: {
    'process.env.NODE_ENV': '"development"',
    __VUE_OPTIONS_API__: 'true',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'true',
  },
};

await esbuild.build({
  ...common,
  entryPoints: ['element.ts', 'react/client.tsx', 'vue/client.ts', 'svelte/client.ts'],
  outdir: 'assets',
  entryNames: '[dir]/[name]',
  splitting: true,
  jsxDev: true,
  conditions: ['browser', 'development', 'module'],
  plugins: [components('client')],
});
await esbuild.build({
  ...common,
  entryPoints: { react: 'react/server.tsx', vue: 'vue/server.ts', svelte: 'svelte/server.ts' },
  outdir: 'server',
  outExtension: { '.js': '.mjs' },
  platform: 'node',
  external: ['react', 'react-dom', 'vue', 'svelte'],
  loader: { '.css': 'empty' },
  plugins: [components('server')],
});
process.env.NODE_ENV = 'development';
for (const framework of ['react', 'vue', 'svelte']) {
  const { html } = await import(pathToFileURL(`server/${framework}.mjs`));
  await writeFile(`assets/${framework}/page.html`, html);
}
