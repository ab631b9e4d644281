/**
 * What a viewer does with the list, and what comes of it: choosing, downloading, deleting, recording, showing more. Owned by
 * the element. One thing at a time that needs the gateway's answer for the camera; what fails is said above the list.
 */
import type { Recording } from '@rpi-live-camera/protocol';
import type { LitElement } from 'lit';
import { PlayerError } from '../errors/player-error.js';
import { downloadLink } from '../timeline/share-link.js';
import type { RecordingsEventDetails, RecordingsEventType } from './list-events.js';
import type { ListActions } from './list-view.js';
import type { RecordingFeed } from './recording-feed.js';
import type { RecordingsClient } from './recordings-client.js';

export type ViewerActionsDeps = {
  host: LitElement;
  feed: () => RecordingFeed;
  client: () => RecordingsClient;
  /** Has it played. @param id `null`: live */
  play: (id: string | null) => void;
  isPlaying: (id: string) => boolean;
  /** Said when one was deleted. */
  deletedText: () => string;
  /** @returns whether the page lets it happen */
  notify: <Type extends RecordingsEventType>(type: Type, detail: RecordingsEventDetails[Type]) => boolean;
};

export class ViewerActions implements ListActions {
  /** What somebody wanted and did not get. */
  refusal: PlayerError | null = null;
  /** The camera is not recorded on demand, so that there is nothing to start. */
  isNotOnDemand = false;
  busy: 'start' | 'stop' | null = null;
  doubtedId: string | null = null;
  announcement = '';
  #deps: ViewerActionsDeps;

  constructor(deps: ViewerActionsDeps) {
    this.#deps = deps;
  }

  /** For another camera. */
  reset(): void {
    this.refusal = null;
    this.isNotOnDemand = false;
    this.busy = null;
    this.doubtedId = null;
  }

  select = (recording: Recording | null): void => {
    const { notify, play } = this.#deps;
    if (notify('recordingselect', { recording })) play(recording?.id ?? null);
    this.#draw();
  };

  download = (id: string): void =>
    this.#attempt(async () => {
      const client = this.#deps.client();
      await client.save(downloadLink(await client.mp4Url(id)));
    });

  doubt = (id: string | null): void => {
    const former = this.doubtedId;
    this.doubtedId = id;
    this.#draw();
    if (id !== null) this.#focus(`[data-id="${id}"] .keep`);
    else this.#focus(`[data-id="${former}"] .delete`);
  };

  remove = (id: string): void =>
    this.#attempt(async () => {
      const { feed, client, isPlaying, deletedText, notify } = this.#deps;
      this.doubtedId = null;
      await client().remove(id);
      const ids = feed().recordings?.map((recording) => recording.id) ?? [];
      const neighbour = ids[ids.indexOf(id) + 1] ?? ids[ids.indexOf(id) - 1];
      if (isPlaying(id)) this.select(null);
      feed().drop(id);
      this.announcement = deletedText();
      notify('recordingdelete', { recordingId: id });
      this.#focus(neighbour === undefined ? '.list' : `[data-id="${neighbour}"] .choose`);
    });

  start = (): void => this.#record('start');

  stop = (): void => this.#record('stop');

  more = (): void =>
    this.#attempt(async () => {
      const { feed } = this.#deps;
      const knownCount = feed().recordings?.length ?? 0;
      await feed().more();
      const first = feed().recordings?.[knownCount];
      // The button may be gone, and the focus with it.
      if (feed().next === null && first) this.#focus(`[data-id="${first.id}"] .choose`);
    });

  retry = (): void => {
    this.refusal = null;
    this.#draw();
    void this.#deps.feed().refresh();
  };

  #record(what: 'start' | 'stop'): void {
    this.busy = what;
    this.#attempt(async () => {
      const { client, feed, notify } = this.#deps;
      try {
        const recording = await client()[what]();
        await feed().refresh();
        notify(`recording${what}`, { recording });
      } catch (error) {
        if ((error as PlayerError).code !== 'recording_refused') throw error;
        this.isNotOnDemand = true;
      } finally {
        this.busy = null;
      }
    });
  }

  #attempt(act: () => Promise<void>): void {
    this.refusal = null;
    this.#draw();
    act()
      .catch((thrown: unknown) => {
        this.refusal = PlayerError.from(thrown, 'internal');
        this.#deps.notify('error', this.refusal);
      })
      .finally(() => this.#draw());
  }

  #draw(): void {
    this.#deps.host.requestUpdate();
  }

  #focus(selector: string): void {
    const { host } = this.#deps;
    void host.updateComplete.then(() => host.renderRoot.querySelector<HTMLElement>(selector)?.focus());
  }
}
