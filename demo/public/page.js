// Puts the demo page together: the element does all the work, the rest only shows what it does.
import { showCamera } from './camera-panel.js';
import { bindPlayground } from './playground.js';
import { offerSnippet } from './snippet.js';
import { keepTimeline } from './timeline.js';

const camera = document.querySelector('#camera');
const toggle = document.querySelector('#toggle');

keepTimeline({ camera, list: document.querySelector('#timeline') });
showCamera({ camera, panel: document.querySelector('.panel') });
bindPlayground({ camera, form: document.querySelector('#playground') });
offerSnippet({ camera, code: document.querySelector('#snippet'), button: document.querySelector('#copy') });

/** States in which the element holds no camera and will not by itself. */
const restingStates = ['idle', 'failed'];

function labelToggle() {
  toggle.textContent = restingStates.includes(camera.state) ? 'Watch' : 'Stop watching';
}

toggle.addEventListener('click', () => {
  // A start that fails is told by the element and the list of events; nobody waits for its promise.
  if (restingStates.includes(camera.state)) void camera.start();
  else camera.stop();
});
camera.addEventListener('statechange', labelToggle);
customElements.whenDefined('rpi-live-camera').then(labelToggle);
