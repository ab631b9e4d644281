/**
 * One gateway a folder: a second one would complete, and so spoil, what the first is writing. A file in the folder says
 * whose it is; its time is set anew every few seconds. Where its process is known to be dead, the folder is taken over at
 * once; where that cannot be looked up (another container, another machine on a network disk, before a restart of this
 * one), once its time has stood still for long enough. Owned by the local folder.
 */
import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isInPlace } from './growing-file.js';
import { judgeLife, nameProcess, type ProcessName } from './process-name.js';
import type { Turn } from './storage-turns.js';

export type FolderClaimDeps = {
  path: string;
  /** What waits for the disk later on waits its turn. */
  turn: Turn;
  /** Which process holds it. @default this one */
  holder?: ProcessName;
  /** How long its time stands still when its gateway is dead. @default 15 s: a disk may be slow for two beats */
  deadAfterMs?: number;
};

const fileMode = 0o600;
const beatEveryMs = 5000;
/** Before another one is taken to be dead. */
const looksCount = 5;
/** How long two may take over the same folder at a time. */
const settleMs = 200;

/** `id`: of the claim, of which one process may have several; `undefined` where it says none. */
type Owner = ProcessName & { host: string; id: string | undefined };
/** The file as it is: another one, or another time of it, is a sign of life. */
type Seen = { owner: Owner | undefined; sign: string };

export class FolderClaim {
  readonly #deps: FolderClaimDeps;
  readonly #file: string;
  readonly #id = randomUUID();
  readonly #released = new AbortController();
  #handle: FileHandle | undefined;
  #holding: Promise<void> | undefined;
  #beating: NodeJS.Timeout | undefined;
  #isBeating = false;
  #count = 0;

  constructor(deps: FolderClaimDeps) {
    this.#deps = deps;
    this.#file = join(deps.path, '.gateway');
  }

  /** How often it was claimed, anew where it was away meanwhile. */
  get count(): number {
    return this.#count;
  }

  /** @throws Error where the folder is away, or somebody else has it; of one that is back until it is claimed anew */
  async assertHeld(): Promise<void> {
    if (this.#handle && (await isInPlace(this.#file, this.#handle))) return;
    throw new Error(`${this.#deps.path} is not there, or not the folder that it was; see to its disk`);
  }

  /**
   * Claims the folder, anew where it was taken away meanwhile.
   *
   * @throws Error that says who has it; what the system says
   */
  hold(): Promise<void> {
    this.#holding ??= this.#hold().finally(() => {
      this.#holding = undefined;
    });
    return this.#holding;
  }

  /** Idempotent. */
  async release(): Promise<void> {
    this.#released.abort();
    await this.#holding?.catch(() => {});
    await this.#letGo();
  }

  async #hold(): Promise<void> {
    this.#assertWanted();
    if (this.#handle && (await isInPlace(this.#file, this.#handle))) return;
    await this.#letGo();
    let isTakenOver = false;
    while (!(await this.#make())) {
      await this.#assertDead();
      isTakenOver = true;
    }
    if (isTakenOver) await this.#assertAlone();
    this.#count += 1;
    this.#beating = setInterval(() => void this.#beat(), beatEveryMs);
    this.#beating.unref();
  }

  /** @returns whether there was none */
  async #make(): Promise<boolean> {
    const { holder = await nameProcess() } = this.#deps;
    try {
      this.#handle = await open(this.#file, 'wx', fileMode);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
    await this.#handle.writeFile(JSON.stringify({ ...holder, host: hostname(), id: this.#id }));
    return true;
  }

  /** Removes the file of one that is dead. @throws Error that says who lives */
  async #assertDead(): Promise<void> {
    const seen = await this.#look();
    if (!seen) return;
    const life = await this.#judgeLife(seen);
    if (life === 'alive') throw this.#inUse(seen);
    if (life === 'unknown') await this.#assertStill(seen);
    if ((await this.#look())?.sign === seen.sign) await rm(this.#file, { force: true });
  }

  /** One of its own was left on a disk that went away, and is back. */
  async #judgeLife({ owner }: Seen): Promise<'alive' | 'dead' | 'unknown'> {
    if (owner?.id === this.#id) return 'dead';
    return owner ? judgeLife(owner) : 'unknown';
  }

  /** Somebody who took it over in the same moment may have removed this file for the one before it. */
  async #assertAlone(): Promise<void> {
    await delay(settleMs, undefined, { signal: this.#released.signal }).catch(() => {});
    if (await isInPlace(this.#file, this.#handle!)) return;
    await this.#letGo();
    throw this.#inUse(await this.#look());
  }

  async #assertStill(seen: Seen): Promise<void> {
    const { deadAfterMs = 3 * beatEveryMs } = this.#deps;
    for (let stillMs = 0; stillMs < deadAfterMs; stillMs += deadAfterMs / looksCount) {
      await delay(deadAfterMs / looksCount, undefined, { signal: this.#released.signal }).catch(() => {});
      this.#assertWanted();
      const sign = (await this.#look())?.sign;
      if (sign === undefined) return;
      if (sign !== seen.sign) throw this.#inUse(seen);
    }
  }

  /** Opened anew each time: a network disk would answer from memory otherwise. */
  async #look(): Promise<Seen | undefined> {
    const handle = await open(this.#file, 'r').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    if (!handle) return undefined;
    try {
      const { ino, mtimeMs } = await handle.stat();
      return { owner: readOwner(await handle.readFile('utf8')), sign: `${ino} ${mtimeMs}` };
    } finally {
      await handle.close();
    }
  }

  async #beat(): Promise<void> {
    if (this.#isBeating) return;
    this.#isBeating = true;
    const now = new Date();
    // A disk that does not take it is told of by those who write to it.
    await this.#deps.turn(async () => this.#handle?.utimes(now, now)).catch(() => {});
    this.#isBeating = false;
  }

  async #letGo(): Promise<void> {
    clearInterval(this.#beating);
    const handle = this.#handle;
    this.#handle = undefined;
    if (!handle) return;
    try {
      if (await isInPlace(this.#file, handle)) await rm(this.#file, { force: true });
    } finally {
      await handle.close();
    }
  }

  #assertWanted(): void {
    if (this.#released.signal.aborted) throw new Error('the folder of recordings is closed');
  }

  #inUse(seen: Seen | undefined): Error {
    const owner = seen?.owner;
    const who = owner ? `process ${owner.pid} on ${owner.host}` : 'a process that is not known';
    return new Error(
      `${this.#deps.path} is used by another gateway (${who}). ` +
        'Set recording.path of each gateway to a folder of its own, or end the other one.',
    );
  }
}

/** @returns `undefined` for one that was cut off */
function readOwner(text: string): Owner | undefined {
  try {
    const { place, pid, startedAt, host, id } = JSON.parse(text) as Owner;
    return { place, pid, startedAt, host, id };
  } catch {
    return undefined;
  }
}
