/** Puts an element into the page whose gateway, clock and transport are the test's. */
import type { PlayerEventDetails, PlayerEventType } from '../events.js';
import { LiveCamera } from '../live-camera.js';
import { SharedSessions } from '../session/shared-sessions.js';
import type { PlayerStateName } from '../state/player-state.js';
import type { TransportLoader } from '../transports/transport.js';
import { FakeClock } from './fake-clock.js';
import { FakeGateway, fakeClient } from './fake-gateway.js';
import { FakeTransport } from './fake-transport.js';

export class TestCamera extends LiveCamera {
  clock = new FakeClock();
  gatewayFake = new FakeGateway(this.clock);
  readonly transportFake = new FakeTransport();
  /** What the browser says of the network. */
  isOnline = true;

  constructor() {
    super();
    this.environment = {
      sessions: new SharedSessions(fakeClient(this.gatewayFake, this.clock)),
      clock: this.clock,
      random: () => 0.5,
      isOnline: () => this.isOnline,
      loaders: [this.transportFake],
    };
  }

  /** Knows one more transport. */
  offer(loader: TransportLoader): void {
    this.environment = { ...this.environment, loaders: [this.transportFake, loader] };
  }

  /** Takes part in the page of another one: the same sessions, gateway and clock. */
  shareEnvironment(other: TestCamera): void {
    const { loaders } = this.environment;
    this.environment = { ...other.environment, loaders };
    this.clock = other.clock;
    this.gatewayFake = other.gatewayFake;
  }
}
customElements.define('test-camera', TestCamera);

/** An element with these attributes that is not in the page yet. */
export function createCamera(attributes: Record<string, string> = {}): TestCamera {
  const camera = document.createElement('test-camera') as TestCamera;
  const given = { gateway: 'https://gateway.example', camera: 'door', muted: '', poster: '', ...attributes };
  for (const [name, value] of Object.entries(given)) camera.setAttribute(name, value);
  return camera;
}

/** As `createCamera`, in the page and drawn. */
export async function mountCamera(
  attributes: Record<string, string> = {},
  prepare: (camera: TestCamera) => void = () => {},
): Promise<TestCamera> {
  const camera = createCamera(attributes);
  prepare(camera);
  document.body.append(camera);
  await camera.updateComplete;
  return camera;
}

/** An element that plays, with its controls if it has any. */
export async function playingCamera(
  attributes: Record<string, string> = {},
  prepare?: (camera: TestCamera) => void,
): Promise<TestCamera> {
  const camera = await mountCamera({ autoplay: '', ...attributes }, prepare);
  await untilState(camera, 'playing');
  const { style } = part(camera, '.stage')!;
  await until(
    () => style.getPropertyValue('--_video-aspect') !== '',
    'the player has the shape of its picture',
  );
  if (camera.controls) await until(() => part(camera, '.bar') !== null, 'the controls are loaded');
  return camera;
}

/** An element that plays with controls and with sound. */
export function soundCamera(attributes: Record<string, string> = {}): Promise<TestCamera> {
  return playingCamera({ controls: '', ...attributes }, ({ transportFake }) => {
    transportFake.hasAudio = true;
  });
}

/** A key pressed while the focus is in the player. */
export function press(camera: TestCamera, key: string, modifiers: KeyboardEventInit = {}): KeyboardEvent {
  return pressOn(part(camera, '.stage')!, key, modifiers);
}

/** A key pressed while the focus is on this element. */
export function pressOn(target: Element, key: string, modifiers: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent('keydown', {
    key,
    bubbles: true,
    composed: true,
    cancelable: true,
    ...modifiers,
  });
  target.dispatchEvent(event);
  return event;
}

const deadlineMs = 5000;

/** Waits for a state, no longer than five seconds. */
export async function untilState(camera: LiveCamera, state: PlayerStateName): Promise<void> {
  if (camera.state !== state) {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`the state did not become ${state} within ${deadlineMs} ms: ${camera.state}`)),
        deadlineMs,
      );
      camera.addEventListener('statechange', function look() {
        if (camera.state !== state) return;
        clearTimeout(timer);
        camera.removeEventListener('statechange', look as EventListener);
        resolve();
      });
    });
  }
  await camera.updateComplete;
}

/** Waits for something that no event tells, looking at each frame, no longer than five seconds. */
export async function until(condition: () => boolean, name: string): Promise<void> {
  const endAtMs = performance.now() + deadlineMs;
  while (!condition()) {
    if (performance.now() > endAtMs) throw new Error(`not within ${deadlineMs} ms: ${name}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Collects the details of the element's own events from now on. */
export function record<Type extends PlayerEventType>(
  camera: LiveCamera,
  type: Type,
): PlayerEventDetails[Type][] {
  const details: PlayerEventDetails[Type][] = [];
  camera.addEventListener(type, ((event: CustomEvent<PlayerEventDetails[Type]>) => {
    details.push(event.detail);
  }) as EventListener);
  return details;
}

/** The first element in the shadow tree that matches. */
export function part<Kind extends Element = HTMLElement>(camera: LiveCamera, selector: string): Kind | null {
  return camera.shadowRoot!.querySelector<Kind>(selector);
}

/** Removes all cameras and lets their removal take effect. */
export function removeCameras(): void {
  for (const camera of document.querySelectorAll<TestCamera>('test-camera')) {
    camera.remove();
    camera.clock.advance(60_000);
  }
}
