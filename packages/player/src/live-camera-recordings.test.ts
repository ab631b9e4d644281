import { assert } from 'chai';
import type { PlayerError } from './errors/player-error.js';
import type { RecordingsEventType } from './recording-list/list-events.js';
import { mountCamera, removeCameras, until } from './testing/camera-fixture.js';
import {
  mountRecordings,
  recordingAt,
  recordingsUntil,
  type TestRecordings,
} from './testing/recordings-fixture.js';

const find = <Kind extends HTMLElement = HTMLElement>(list: TestRecordings, selector: string) =>
  list.shadowRoot!.querySelector<Kind>(selector);
const all = (list: TestRecordings, selector: string) => [
  ...list.shadowRoot!.querySelectorAll<HTMLElement>(selector),
];
const press = (list: TestRecordings, part: string) => find(list, `[part~="${part}"]`)!.click();
const textOf = (list: TestRecordings, selector: string) => find(list, selector)?.textContent?.trim() ?? '';

/** A list that shows so many recordings. */
async function shown(
  count: number,
  attributes: Record<string, string> = {},
  prepare: (list: TestRecordings) => void = () => {},
): Promise<TestRecordings> {
  const list = await mountRecordings({ lang: 'en', ...attributes }, (made) => {
    made.archive.recordings = recordingsUntil(made.clock.nowMs(), count);
    prepare(made);
  });
  await until(() => all(list, '.row, [part="empty"], [part="error"]').length > 0, 'the list is shown');
  return list;
}

function record(list: TestRecordings, type: RecordingsEventType): unknown[] {
  const details: unknown[] = [];
  list.addEventListener(type, (event) => details.push((event as CustomEvent).detail));
  return details;
}

/** A stand-in for a player: all that a list needs of it are attributes. */
function addPlayer(attributes: Record<string, string> = {}): HTMLElement {
  const player = document.createElement('div');
  player.id = 'player';
  for (const [name, value] of Object.entries(attributes)) player.setAttribute(name, value);
  document.body.append(player);
  return player;
}

describe('<rpi-live-camera-recordings>', () => {
  afterEach(() => document.body.replaceChildren());

  it('shows recordings by day, the newest first, each with its time, length, size and gaps', async () => {
    const list = await shown(0, {}, ({ archive, clock }) => {
      const nowMs = clock.nowMs();
      const dayMs = 86_400_000;
      archive.recordings = [
        recordingAt(nowMs - 600_000, { cutCount: 2 }),
        recordingAt(nowMs - dayMs),
        recordingAt(nowMs - 3 * dayMs, { durationMs: 3_725_000, endReason: 'storage_full' }),
      ];
    });
    const days = all(list, '.day').map((day) => day.textContent);
    assert.deepEqual(days.slice(0, 2), ['Today', 'Yesterday']);
    assert.match(days[2] ?? '', /^\w+day,? .*(17 November|November 17)/);
    const rows = all(list, '.row').map((row) => row.innerText);
    assert.match(rows[0] ?? '', /12:05/);
    assert.match(rows[0] ?? '', /181 MB · Gaps: 2/);
    assert.notMatch(rows[1] ?? '', /Gaps/);
    assert.match(rows[2] ?? '', /1:02:05/);
    assert.match(rows[2] ?? '', /Ended early/);
    const expected = new Date(list.recordings[0]!.startedAt).toLocaleTimeString('en', {
      timeStyle: 'medium',
    });
    assert.equal(textOf(list, '.time'), expected);
  });

  it('says how recordings are made while there are none', async () => {
    const list = await shown(0);
    assert.match(textOf(list, '[part="empty"]'), /No recordings yet.*once this camera is recorded/s);
  });

  it('loads posters of what is in view, three at a time, and with the token', async () => {
    const list = await shown(20, { token: 'secret', style: 'font-size: 15px' }, ({ archive }) => {
      archive.heldPosters = [];
      archive.validToken = 'secret';
    });
    list.before(Object.assign(document.createElement('p'), { textContent: 'above' }));
    const { archive } = list;
    await until(() => archive.heldPosters!.length === 3, 'three are asked for');
    for (const go of archive.heldPosters!.splice(0)) go();
    await until(() => all(list, '.poster img').length === 3, 'three are shown');
    await until(() => archive.heldPosters!.length === 3, 'three more are asked for');
    const held = archive.heldPosters!;
    archive.heldPosters = null;
    for (const go of held) go();
    const posterCount = () => archive.countOf('GET', /poster\.jpg$/);
    await until(() => all(list, '.poster img').length === posterCount(), 'all of the view are shown');
    assert.isBelow(posterCount(), 20);
    assert.ok(archive.requests.every(({ token }) => token === 'Bearer secret'));
  });

  it('adds older ones when they are wanted, and puts the focus on the first of the last of them', async () => {
    const list = await shown(60);
    assert.equal(all(list, '.row').length, 24);
    press(list, 'more-button');
    await until(() => all(list, '.row').length === 48, 'the second page');
    press(list, 'more-button');
    await until(() => all(list, '.row').length === 60, 'the last page');
    await until(() => find(list, '[part~="more-button"]') === null, 'nothing is left');
    const ids = all(list, '.row').map(({ dataset }) => dataset.id);
    assert.deepEqual(
      ids,
      list.archive.recordings.map(({ id }) => id),
    );
    const focused = list.shadowRoot!.activeElement?.closest<HTMLElement>('.row');
    assert.equal(focused?.dataset.id, ids[48]);
  });

  it('asks again while it is seen: soon while something happens, later while nothing does', async () => {
    const list = await shown(30);
    const { archive, clock } = list;
    press(list, 'more-button');
    await until(() => all(list, '.row').length === 30, 'all are shown');
    archive.recordings.unshift(recordingAt(clock.nowMs(), { state: 'recording', endReason: null }));
    clock.advance(10_000);
    await until(() => all(list, '.row').length === 31, 'the one that began');
    assert.equal(textOf(list, '.now'), 'Recording now');
    archive.recordings[0]!.byteLength += 1;
    archive.recordings[0] = { ...archive.recordings[0]!, durationMs: 60_000 };
    clock.advance(10_000);
    await until(() => textOf(list, '.length') === '1:00', 'the one that grew');
    archive.recordings[0] = { ...archive.recordings[0]!, state: 'finished', endReason: 'stopped' };
    clock.advance(10_000);
    await until(() => find(list, '.now') === null, 'the one that ended');
    const asked = archive.requests.length;
    for (const pauseMs of [10_000, 20_000, 40_000, 60_000, 60_000]) {
      const before = archive.countOf('GET', /limit=24$/);
      clock.advance(pauseMs - 1);
      assert.equal(archive.countOf('GET', /limit=24$/), before, `within ${pauseMs} ms`);
      clock.advance(1);
      await until(() => archive.countOf('GET', /limit=24$/) === before + 1, `a look after ${pauseMs} ms`);
      await list.updateComplete;
      await until(() => clock.pendingCount === 1, 'the next look is planned');
    }
    assert.isAbove(archive.requests.length, asked);
  });

  it('asks for nothing while nobody sees it, and at once when somebody does', async () => {
    const list = await shown(1);
    const { archive, clock } = list;
    list.hidden = true;
    await until(() => clock.pendingCount === 0, 'it rests');
    const before = archive.requests.length;
    clock.advance(600_000);
    assert.equal(archive.requests.length, before);
    list.hidden = false;
    await until(() => archive.countOf('GET', /limit=24$/) === 2, 'it looks');
    list.remove();
    assert.equal(clock.pendingCount, 0);
  });

  it('tells of the chosen one, has it played by the player of `for`, and goes back to live', async () => {
    const player = addPlayer({ camera: 'door', gateway: 'https://gateway.example' });
    const list = await shown(3, { for: 'player', camera: '', gateway: '' });
    assert.ok(
      list.archive.requests[0]!.path.startsWith('/api/v1/cameras/door/'),
      'of the camera of the player',
    );
    const chosen = record(list, 'recordingselect');
    const [, second] = all(list, '.choose');
    second!.click();
    await list.updateComplete;
    const recording = list.archive.recordings[1]!;
    assert.deepEqual(chosen, [{ recording }]);
    assert.equal(player.getAttribute('recording'), recording.id);
    assert.deepEqual(
      all(list, '[aria-current="true"]').map((one) => one.closest<HTMLElement>('.row')!.dataset.id),
      [recording.id],
    );
    press(list, 'live-button');
    await list.updateComplete;
    assert.deepEqual(chosen[1], { recording: null });
    assert.isFalse(player.hasAttribute('recording'));
    assert.isNull(find(list, '[part~="live-button"]'));
    player.setAttribute('recording', 'latest');
    await until(() => list.selected === list.archive.recordings[0]!.id, 'it follows the player');
    await list.updateComplete;
    assert.equal(all(list, '[aria-current]').length, 1);
  });

  it('leaves the player alone where the page cancels the choice', async () => {
    const player = addPlayer();
    const list = await shown(1, { for: 'player' });
    list.addEventListener('recordingselect', (event) => event.preventDefault());
    find(list, '.choose')!.click();
    await list.updateComplete;
    assert.isFalse(player.hasAttribute('recording'));
  });

  it('follows what a framework sets: properties of its player', async () => {
    const player = await mountCamera();
    player.id = 'player';
    const list = await shown(2, { for: 'player', camera: '', gateway: '' });
    player.camera = 'garden';
    await until(
      () => list.archive.requests.some(({ path }) => path.includes('/cameras/garden/')),
      'the recordings of the other camera are asked for',
    );
    await until(() => all(list, '.row').length === 2, 'they are shown');
    const { id } = list.archive.recordings[1]!;
    player.recording = id;
    await until(
      () => find(list, '[aria-current="true"]')?.closest<HTMLElement>('.row')?.dataset.id === id,
      'the recording is shown as chosen',
    );
    player.recording = null;
    await until(() => find(list, '[aria-current]') === null, 'live again');
    removeCameras();
  });

  it('deletes for good once somebody is sure, only where it is offered', async () => {
    assert.isNull(find(await shown(1), '[part~="delete-button"]'));
    document.body.replaceChildren();
    const list = await shown(3, { deletable: '' });
    const deleted = record(list, 'recordingdelete');
    const [first, second] = list.archive.recordings;
    press(list, 'delete-button');
    await until(
      () => list.shadowRoot!.activeElement?.textContent?.trim() === 'Keep',
      'the safe answer is near',
    );
    const question = find(list, '[part="confirmation"]')!;
    question.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await until(() => find(list, '[part="confirmation"]') === null, 'it is kept');
    await until(() => list.shadowRoot!.activeElement?.matches('.delete') === true, 'the focus is back');
    assert.equal(list.archive.countOf('DELETE', /./), 0);
    find(list, '.choose')!.click();
    press(list, 'delete-button');
    await list.updateComplete;
    press(list, 'confirm-button');
    await until(() => all(list, '.row').length === 2, 'it is gone');
    assert.equal(list.archive.countOf('DELETE', `/recordings/${first!.id}`), 1);
    assert.deepEqual(deleted, [{ recordingId: first!.id }]);
    assert.isNull(list.selected);
    assert.equal(textOf(list, '[role="status"]'), 'Recording deleted');
    await until(
      () => list.shadowRoot!.activeElement?.closest<HTMLElement>('.row')?.dataset.id === second!.id,
      'the focus is on its neighbour',
    );
  });

  it('says what was refused, and shows the list on', async () => {
    const list = await shown(2, { deletable: '' }, ({ archive }) =>
      archive.refusals.set('DELETE', 'forbidden'),
    );
    const errors = record(list, 'error') as PlayerError[];
    press(list, 'delete-button');
    await list.updateComplete;
    press(list, 'confirm-button');
    await until(() => find(list, '[role="alert"]') !== null, 'the reason');
    assert.match(textOf(list, '[role="alert"]'), /You may not do this.*Ask the owner.*forbidden/s);
    assert.equal(errors[0]?.code, 'forbidden');
    assert.equal(all(list, '.row').length, 2);
  });

  it('does not offer to delete what is being recorded', async () => {
    const list = await shown(0, { deletable: '' }, ({ archive, clock }) => {
      archive.recordings = [recordingAt(clock.nowMs(), { state: 'recording', endReason: null })];
    });
    assert.isNull(find(list, '[part~="delete-button"]'));
    assert.isNotNull(find(list, '[part~="download-button"]'));
  });

  it('starts and stops recording', async () => {
    const list = await shown(1, { recordable: '' });
    const started = record(list, 'recordingstart');
    const stopped = record(list, 'recordingstop');
    press(list, 'record-button');
    await list.updateComplete;
    await until(() => find(list, '[part~="stop-button"]:enabled') !== null, 'it records');
    assert.equal(started.length, 1);
    assert.equal(all(list, '.row').length, 2);
    press(list, 'stop-button');
    await until(() => find(list, '[part~="record-button"]:enabled') !== null, 'it has stopped');
    assert.equal(stopped.length, 1);
  });

  it('hides the button where the camera is not recorded on demand', async () => {
    const list = await shown(1, { recordable: '' }, ({ archive }) =>
      archive.refusals.set('POST', 'recording_refused'),
    );
    press(list, 'record-button');
    await until(() => find(list, '[part="toolbar"]') === null, 'the button is gone');
    assert.isNull(find(list, '[role="alert"]'));
  });

  it('downloads the file by an address that needs no token', async () => {
    const list = await shown(1);
    const { id } = list.archive.recordings[0]!;
    const saved = new Promise<string>((resolve) => {
      document.addEventListener('click', (event) => {
        if (!(event.target instanceof HTMLAnchorElement)) return;
        event.preventDefault();
        resolve(event.target.href);
      });
    });
    press(list, 'download-button');
    assert.equal(await saved, `https://gateway.example/recordings/grant/door/${id}.mp4?download=`);
    assert.equal(list.archive.countOf('POST', `/recordings/${id}/playback`), 1);
    assert.equal(list.archive.countOf('HEAD', `/${id}.mp4?download=`), 1);
  });

  it('stays in the page, and says why, where the gateway does not hand out the file', async () => {
    const list = await shown(1, {}, ({ archive }) => archive.refusals.set('HEAD', 'too_many_requests'));
    let clickCount = 0;
    const count = (event: Event) => {
      if (!(event.target instanceof HTMLAnchorElement)) return;
      event.preventDefault();
      clickCount += 1;
    };
    document.addEventListener('click', count);
    press(list, 'download-button');
    await until(() => find(list, '[role="alert"]') !== null, 'the reason');
    document.removeEventListener('click', count);
    assert.match(textOf(list, '[role="alert"]'), /Too many requests/);
    assert.equal(clickCount, 0);
  });

  it('says why there is no list, and tries again: by itself where that may help', async () => {
    const list = await shown(1, {}, ({ archive }) => archive.refusals.set('GET', 'storage_failed'));
    assert.match(textOf(list, '[role="alert"]'), /cannot use its storage/);
    list.archive.refusals.clear();
    list.clock.advance(20_000);
    await until(() => all(list, '.row').length === 1, 'the list is back');
    assert.isNull(find(list, '[role="alert"]'));
    list.archive.refusals.set('GET', 'forbidden');
    list.clock.advance(10_000);
    await until(() => find(list, '[role="alert"]') !== null, 'the reason');
    assert.equal(all(list, '.row').length, 1, 'what is known stays');
    await until(() => list.clock.pendingCount === 0, 'nothing is tried by itself');
    list.archive.refusals.clear();
    press(list, 'retry-button');
    await until(() => find(list, '[role="alert"]') === null, 'it is tried again');
  });

  it('asks the page for a token once, and again when that is refused', async () => {
    let count = 0;
    const list = await shown(1, {}, (made) => {
      made.archive.validToken = 'token-1';
      made.getToken = async () => `token-${++count}`;
    });
    await list.refresh();
    assert.equal(count, 1);
    list.archive.validToken = 'token-2';
    await list.refresh();
    assert.equal(count, 2);
    assert.isNull(find(list, '[role="alert"]'));
    list.archive.validToken = 'another';
    await list.refresh();
    await until(() => /sign in/.test(textOf(list, '[role="alert"]')), 'it gives up');
    assert.equal(count, 3);
  });

  it('shows another camera when it is told to', async () => {
    const list = await shown(2);
    list.archive.recordings = recordingsUntil(list.clock.nowMs(), 1);
    list.camera = 'gate';
    await until(
      () => list.archive.countOf('GET', /cameras\/gate\/recordings\?/) === 1,
      'it asks for the other',
    );
    await until(() => all(list, '.row').length === 1, 'the recordings of the other');
  });

  it('speaks the language of its place', async () => {
    const list = await shown(1, { lang: 'de', deletable: '' });
    assert.equal(find(list, '[part~="delete-button"]')!.title, 'Löschen');
    assert.equal(
      textOf(list, '.day'),
      new Intl.RelativeTimeFormat('de', { numeric: 'auto' }).format(0, 'day').replace(/^h/, 'H'),
    );
    list.lang = 'ja';
    await until(() => find(list, '[part~="delete-button"]')!.title === '削除', 'Japanese');
  });
});
