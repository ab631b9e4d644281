/**
 * The `<rpi-live-camera>` that plays what is chosen in a list, named by `for`: which recording it plays, and whose camera the
 * list is of where it names none itself. What it plays is its attribute `recording`, whoever sets it.
 */

/** What of a player a list goes by. */
type Player = Element & Partial<Record<'gateway' | 'camera' | 'token', string>> & { getToken?: unknown };

export class PlayerLink {
  #host: Element;
  #player: Player | null = null;
  #observer: MutationObserver;

  /** @param onChange the player plays something else, or is of another camera */
  constructor(host: Element, onChange: () => void) {
    this.#host = host;
    this.#observer = new MutationObserver(onChange);
  }

  /** Looks for the player of this id, in the same document or shadow tree. @returns whether it is another one than before */
  find(id: string): boolean {
    const root = this.#host.getRootNode() as Document | ShadowRoot;
    const player = (id !== '' && root.getElementById?.(id)) || null;
    if (player === this.#player) return false;
    this.#observer.disconnect();
    this.#player = player;
    if (player) this.#observer.observe(player, { attributeFilter: ['recording', 'camera', 'gateway'] });
    return true;
  }

  /** Id of the recording that it plays; `null` while it shows the camera live. */
  get recordingId(): string | null {
    return this.#player?.getAttribute('recording') || null;
  }

  /** @param id `null`: live again */
  play(id: string | null): void {
    if (id === null) this.#player?.removeAttribute('recording');
    else this.#player?.setAttribute('recording', id);
  }

  setting(name: 'gateway' | 'camera' | 'token'): string {
    return this.#player?.[name] || this.#player?.getAttribute(name) || '';
  }

  get getToken(): (() => string | Promise<string>) | null {
    const own = this.#player?.getToken;
    return typeof own === 'function' ? (own as () => string) : null;
  }

  stop(): void {
    this.#observer.disconnect();
    this.#player = null;
  }
}
