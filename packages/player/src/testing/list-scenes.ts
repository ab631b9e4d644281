/** Every face of the list, each reached as it is reached in life. For the accessibility test and the screenshots. */
import { until } from './camera-fixture.js';
import { mountRecordings, recordingAt, type TestRecordings } from './recordings-fixture.js';

type Attributes = Record<string, string>;

export type ListScene = { name: string; arrange: (attributes: Attributes) => Promise<TestRecordings> };

const hourMs = 3_600_000;
const everything = { recordable: '', deletable: '' };

function filled(name: string, goOn: (list: TestRecordings) => void = () => {}): ListScene {
  return {
    name,
    async arrange(given) {
      const list = await mountRecordings({ ...everything, ...given }, ({ archive, clock }) => {
        const nowMs = clock.nowMs();
        archive.recordings = [
          recordingAt(nowMs - 42_000, {
            state: 'recording',
            endReason: null,
            durationMs: 42_000,
            byteLength: 10_500_000,
          }),
          recordingAt(nowMs - hourMs, { durationMs: 3_725_000, byteLength: 1_240_000_000, cutCount: 3 }),
          recordingAt(nowMs - 2 * hourMs, { durationMs: 9000, byteLength: 900_000 }),
          recordingAt(nowMs - 26 * hourMs, { endReason: 'storage_full' }),
          ...Array.from({ length: 30 }, (_, index) => recordingAt(nowMs - (80 + index) * hourMs)),
        ];
      });
      const root = list.shadowRoot!;
      await until(() => root.querySelectorAll('.poster img').length >= 3, 'the first posters are shown');
      goOn(list);
      await list.updateComplete;
      return list;
    },
  };
}

function bare(name: string, prepare: (list: TestRecordings) => void, face: string): ListScene {
  return {
    name,
    async arrange(given) {
      const list = await mountRecordings({ ...everything, ...given }, prepare);
      await until(() => list.shadowRoot!.querySelector(face) !== null, 'the list is shown');
      return list;
    },
  };
}

const click = (list: TestRecordings, selector: string) =>
  list.shadowRoot!.querySelector<HTMLElement>(selector)!.click();

export const listScenes: readonly ListScene[] = [
  filled('list'),
  filled('list-chosen', (list) => click(list, '.row:nth-child(2) .choose')),
  filled('list-deleting', (list) => click(list, '[part~="delete-button"]')),
  bare('list-empty', () => {}, '[part="empty"]'),
  bare('list-failed', ({ archive }) => archive.refusals.set('GET', 'unauthorized'), '[part="error"]'),
];
