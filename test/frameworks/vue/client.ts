import { createApp, createSSRApp } from 'vue';
import Page from './Page.vue';

const root = document.querySelector('#app')!;
(root.firstElementChild ? createSSRApp(Page) : createApp(Page)).mount(root);
