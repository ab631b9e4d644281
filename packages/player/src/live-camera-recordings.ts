/**
 * `<rpi-live-camera-recordings>`: the element. It ties what it knows (`RecordingFeed`, `PosterLoader`) to who asks for it
 * (`RecordingsClient`), to the player that plays what is chosen (`PlayerLink`), and to what is drawn (`list-screen`).
 */
import type { Recording } from '@rpi-live-camera/protocol';
import { nothing, type PropertyValues, type TemplateResult } from 'lit';
import { type Clock, systemClock } from './clock/clock.js';
import type { PlayerError } from './errors/player-error.js';
import { InSight } from './page/in-sight.js';
import { property } from './property.js';
import { listStyles } from './recording-list/list.styles.js';
import { ListElement } from './recording-list/list-element.js';
import type { RecordingsEventDetails, RecordingsEventType } from './recording-list/list-events.js';
import { listScreen } from './recording-list/list-screen.js';
import { ListTranslation } from './recording-list/list-translation.js';
import { PlayerLink } from './recording-list/player-link.js';
import { PosterLoader } from './recording-list/poster-loader.js';
import { RecordingFeed } from './recording-list/recording-feed.js';
import { RecordingsClient } from './recording-list/recordings-client.js';
import { rowStyles } from './recording-list/row.styles.js';
import { ViewerActions } from './recording-list/viewer-actions.js';

/**
 * Lists the recordings of a camera, the newest first, and keeps the list up to date while somebody sees it. Wakes no camera.
 *
 * @tag rpi-live-camera-recordings
 * @attr lang - language of the list, as of the player
 */
export class LiveCameraRecordings extends ListElement {
  static override styles = [listStyles, rowStyles];

  /** Defines the element, unless the tag is taken already. */
  static define(tag = 'rpi-live-camera-recordings'): void {
    if (!customElements.get(tag)) customElements.define(tag, LiveCameraRecordings);
  }

  /** Address of the gateway, with the path at which it is mounted. @default that of the player named by `for`, else the page's origin */
  @property() gateway = '';
  /** Id of the camera. @default that of the player named by `for` */
  @property() camera = '';
  /** Bearer token with the right to `playback`; visible in the page, so `getToken` is preferred. @default that of the player named by `for` */
  @property() token = '';
  /**
   * Called for a token that is valid now, without `this`: for the first request, and whenever the one of before is refused.
   * Wins over `token`.
   * @default that of the player named by `for`
   */
  @property({ attribute: false }) getToken: (() => string | Promise<string>) | null = null;
  /** Id of the `<rpi-live-camera>` that plays what is chosen, by its attribute `recording`. Attribute `for`. */
  @property({ attribute: 'for' }) htmlFor = '';
  /** Offer to delete recordings, for viewers whose token may `delete`. */
  @property({ type: Boolean }) deletable = false;
  /** Offer to start and stop recording, for viewers whose token may `record`; not shown where the camera is not recorded on demand. */
  @property({ type: Boolean }) recordable = false;
  /** Name of the list, read aloud. @default the word for recordings */
  @property() label = '';

  /** What of the world outside is used; subclasses in tests replace it. */
  protected environment: { fetch: typeof fetch; clock: Clock } = {
    fetch: (input, init) => fetch(input, init),
    clock: systemClock,
  };

  private feed: RecordingFeed | null = null;
  private client: RecordingsClient | null = null;
  private posters: PosterLoader | null = null;
  private translation = new ListTranslation(this);
  private player = new PlayerLink(this, () => this.requestUpdate());
  private inSight = new InSight(this, (isInSight) => {
    if (isInSight) this.feed?.watch();
    else this.feed?.rest();
  });
  /** Gateway and camera of what is shown; empty: nothing is. */
  private source = '';
  /** What was chosen, where no player plays it. */
  private ownSelection: string | null = null;
  private shownError: PlayerError | null = null;

  private actions = new ViewerActions({
    host: this,
    feed: () => this.feed!,
    client: () => this.client!,
    play: (id) => {
      if (this.htmlFor === '') this.ownSelection = id;
      else this.player.play(id);
    },
    isPlaying: (id) => this.selected === id,
    deletedText: () => this.translation.texts?.deleted ?? '',
    notify: (type, detail) => this.notify(type, detail),
  });

  /** Those that are known, newest first: more, once somebody wanted more. */
  get recordings(): readonly Recording[] {
    return this.feed?.recordings ?? [];
  }

  /** Id of the chosen one; `null`: none, or the camera plays live. */
  get selected(): string | null {
    const playing = this.htmlFor === '' ? this.ownSelection : this.player.recordingId;
    return playing === 'latest' ? (this.recordings[0]?.id ?? null) : playing;
  }

  /** Asks for the newest ones now, instead of within the minute. */
  async refresh(): Promise<void> {
    // The player that is named by `for` may be there now.
    this.requestUpdate();
    await this.updateComplete;
    await this.feed?.refresh();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.inSight.start();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.inSight.stop();
    this.player.stop();
    this.close();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!this.isConnected) return;
    this.player.find(this.htmlFor);
    const source = JSON.stringify([this.gatewayUrl, this.cameraId]);
    if (source !== this.source || changed.has('token') || changed.has('getToken')) this.open(source);
  }

  protected override updated(): void {
    for (const row of this.renderRoot.querySelectorAll<HTMLElement>('.row')) this.posters?.observe(row);
    const error = this.feed?.error ?? null;
    if (error !== null && error !== this.shownError) this.notify('error', error);
    this.shownError = error;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { texts, quantities } = this.translation;
    const { feed, posters, actions } = this;
    if (texts === null || feed === null) return nothing;
    return listScreen(
      {
        texts,
        quantities,
        label: this.label,
        recordings: feed.recordings,
        hasOlder: feed.next !== null,
        isLoadingMore: feed.isLoadingMore,
        error: feed.error,
        refusal: actions.refusal,
        selectedId: this.selected,
        canGoLive: this.htmlFor !== '' && this.selected !== null,
        canDelete: this.deletable,
        canRecord: this.recordable && !actions.isNotOnDemand,
        busy: actions.busy,
        doubtedId: actions.doubtedId,
        announcement: actions.announcement,
        nowMs: this.environment.clock.nowMs(),
        posterUrl: (id) => posters?.urlOf(id) ?? null,
      },
      actions,
    );
  }

  private get cameraId(): string {
    return this.camera || this.player.setting('camera');
  }

  private get gatewayUrl(): string {
    const gateway = this.gateway || this.player.setting('gateway');
    return gateway === '' ? location.origin : new URL(gateway, document.baseURI).href;
  }

  /** Shows the recordings of another camera, or by other rights. */
  private open(source: string): void {
    this.close();
    this.source = source;
    const { clock, fetch } = this.environment;
    const { gatewayUrl, cameraId } = this;
    const client = new RecordingsClient({ fetch, gatewayUrl, cameraId, token: () => this.validToken() });
    this.client = client;
    this.feed = new RecordingFeed({ client, clock, onChange: () => this.requestUpdate() });
    this.posters = new PosterLoader({
      load: (id, signal) => client.poster(id, signal),
      onLoaded: () => this.requestUpdate(),
    });
    if (this.inSight.isInSight) this.feed.watch();
  }

  private close(): void {
    this.feed?.rest();
    this.posters?.close();
    this.actions.reset();
    this.source = '';
  }

  private validToken(): string | Promise<string> {
    const { player } = this;
    const source = this.getToken ?? (this.token || (player.getToken ?? player.setting('token')));
    return typeof source === 'function' ? source() : source;
  }

  private notify<Type extends RecordingsEventType>(
    type: Type,
    detail: RecordingsEventDetails[Type],
  ): boolean {
    const cancelable = type === 'recordingselect';
    return this.dispatchEvent(new CustomEvent(type, { detail, cancelable }));
  }
}
