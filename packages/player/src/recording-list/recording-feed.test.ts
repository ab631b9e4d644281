import { assert } from 'chai';
import { FakeClock } from '../testing/fake-clock.js';
import { FakeArchive, recordingsUntil } from '../testing/recordings-fixture.js';
import { RecordingFeed } from './recording-feed.js';
import { RecordingsClient } from './recordings-client.js';

/** A gateway whose answers are held back until the test lets them go. */
function scene() {
  const clock = new FakeClock();
  const archive = recordingsUntil(clock.nowMs(), 3);
  const answers: (() => void)[] = [];
  const feed = new RecordingFeed({
    client: {
      list: () => {
        const page = { recordings: [...archive], next: null };
        return new Promise((resolve) => answers.push(() => resolve(page)));
      },
    },
    clock,
    onChange: () => {},
  });
  const ids = () => feed.recordings?.map(({ id }) => id);
  return { feed, archive, answers, ids };
}

/** Long after the newest of `pagedScene`. */
const laterMs = new FakeClock().nowMs() + 60 * 3_600_000;

/** A gateway that answers by pages, those of older ones when `older` is over. */
function pagedScene(count: number, older: Promise<void> = Promise.resolve()) {
  const clock = new FakeClock();
  const archive = new FakeArchive();
  archive.recordings = recordingsUntil(clock.nowMs(), count);
  const client = new RecordingsClient({
    gatewayUrl: 'https://gateway.example',
    cameraId: 'door',
    token: '',
    fetch: async (input, init) => {
      if (String(input).includes('before=')) await older;
      return archive.fetch(input, init);
    },
  });
  const feed = new RecordingFeed({ client, clock, onChange: () => {} });
  const ids = () => feed.recordings?.map(({ id }) => id);
  const archived = () => archive.recordings.map(({ id }) => id);
  return { feed, archive, ids, archived };
}

describe('RecordingFeed', () => {
  it('does not bring back what was deleted while an answer was on its way', async () => {
    const { feed, archive, answers, ids } = scene();
    const looking = feed.refresh();
    const [gone, ...left] = archive.map(({ id }) => id);
    feed.drop(gone!);
    answers[0]!();
    await looking;
    assert.deepEqual(ids(), left);
  });

  it('asks once more where an answer that is on its way may be older than what is wanted', async () => {
    const { feed, archive, answers, ids } = scene();
    const first = feed.refresh();
    const newest = { ...archive[0]!, id: '99990101T000000Z-new' };
    archive.unshift(newest);
    const second = feed.refresh();
    answers[0]!();
    await first;
    assert.notInclude(ids(), newest.id);
    answers[1]!();
    await second;
    assert.include(ids(), newest.id);
  });

  it('leaves nothing out where more have come than a page has', async () => {
    const { feed, archive, ids, archived } = pagedScene(30);
    await feed.refresh();
    await feed.more();
    assert.deepEqual(ids(), archived());
    archive.recordings.unshift(...recordingsUntil(laterMs, 40));
    await feed.refresh();
    assert.deepEqual(ids(), archived().slice(0, 24));
    while (feed.next !== null) await feed.more();
    assert.deepEqual(ids(), archived());
  });

  it('adds no page that lies behind another one by the time it comes', async () => {
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const { feed, archive, ids, archived } = pagedScene(60, held);
    await feed.refresh();
    const adding = feed.more();
    archive.recordings.unshift(...recordingsUntil(laterMs, 40));
    await feed.refresh();
    letGo();
    await adding;
    while (feed.next !== null) await feed.more();
    assert.deepEqual(ids(), archived());
  });
});
