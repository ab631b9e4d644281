import '@rpi-live-camera/player/vue';
import { createApp } from 'vue';
import LiveView from './live-view.vue';

createApp(LiveView).mount('#app');
