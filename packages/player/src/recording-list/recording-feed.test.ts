import { assert } from 'chai';
import { FakeClock } from '../testing/fake-clock.js';
import { recordingsUntil } from '../testing/recordings-fixture.js';
import { RecordingFeed } from './recording-feed.js';

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
});
