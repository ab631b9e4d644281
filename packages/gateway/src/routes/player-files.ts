/**
 * The scripts of the player's CDN build, with what that build compressed beside them (`.br`, `.gz`). Read at the first
 * request for each, and again after another build. Used by the player's routes.
 */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip } from 'node:zlib';
import type { ContentCoding } from '../http/content-coding.js';

export type PlayerFile = {
  plain: Buffer;
  /** Of the plain file; URL-safe. */
  hash: string;
  compressed: ReadonlyMap<ContentCoding, Buffer>;
};

type KeptFile = {
  /** Changes with each of the files that it was read from. */
  stamp: string;
  file: Promise<PlayerFile>;
};

const kinds = [
  { coding: 'br', suffix: '.br', decompress: promisify(brotliDecompress) },
  { coding: 'gzip', suffix: '.gz', decompress: promisify(gunzip) },
] as const;

export class PlayerFiles {
  readonly #folder: string;
  /** As many as there are files in the folder. */
  readonly #kept = new Map<string, KeptFile>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @param name without a path; `undefined` when there is no such file */
  async find(name: string): Promise<PlayerFile | undefined> {
    const path = join(this.#folder, name);
    const [stampOfPlain, ...others] = await Promise.all(
      ['', ...kinds.map(({ suffix }) => suffix)].map((suffix) => stampOf(path + suffix)),
    );
    if (stampOfPlain === undefined) return undefined;
    const stamp = [stampOfPlain, ...others].join();
    const kept = this.#kept.get(name);
    if (kept?.stamp === stamp) return kept.file;
    const file = readPlayerFile(path);
    this.#kept.set(name, { stamp, file });
    file.catch(() => this.#kept.delete(name));
    return file;
  }
}

async function stampOf(path: string): Promise<string | undefined> {
  const facts = await stat(path).catch(() => undefined);
  return facts?.isFile() ? `${facts.mtimeMs}/${facts.size}` : undefined;
}

async function readPlayerFile(path: string): Promise<PlayerFile> {
  const plain = await readFile(path);
  const compressed = new Map<ContentCoding, Buffer>();
  for (const { coding, suffix, decompress } of kinds) {
    // Looked into, as it may be left from an earlier build, and installers give files the times that they like.
    const bytes = await readFile(path + suffix).catch(() => undefined);
    const content = bytes && (await decompress(bytes).catch(() => undefined));
    if (bytes && content?.equals(plain)) compressed.set(coding, bytes);
  }
  const hash = createHash('sha256').update(plain).digest('base64url').slice(0, 22);
  return { plain, hash, compressed };
}
