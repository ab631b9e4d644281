/**
 * Every code block of the README and the docs: types and settings are those of the product, shell and Python can be read,
 * and what is marked `<!-- run -->` is run.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, it } from 'node:test';
import { findProgram } from '../support/find-program.js';
import { type CodeBlock, listPages, readCodeBlocks, rootDirectory } from './code-blocks.js';
import { checkHtml } from './html-tags.js';
import { checkJson } from './json-kinds.js';
import { typeErrors } from './typed-blocks.js';

const blocks = listPages().flatMap(readCodeBlocks);
const isTyped = ({ language }: CodeBlock) => ['ts', 'js'].includes(language);
const errors = typeErrors(blocks.filter(isTyped));

function runProgram(program: string, args: string[], { input = '', cwd = rootDirectory } = {}): void {
  const { PATH = '' } = process.env;
  const env = { ...process.env, PATH: [join(rootDirectory, 'node_modules/.bin'), PATH].join(delimiter) };
  const { status, error, stderr } = spawnSync(program, args, {
    input,
    cwd,
    env,
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (error) throw error;
  assert.equal(status, 0, stderr);
}

/** A shell that is shown with its prompts: what is typed. */
const typedIn = (code: string) =>
  [...code.matchAll(/^\S*[^$#\n]*[$#] (.*)$/gm)].map(([, line]) => line).join('\n');

/** `echo '{ … }' > gateway.json`: settings that readers make by hand. */
const settingsIn = (code: string) =>
  [...code.matchAll(/echo '(\{.*\})' > \S+\.json/g)].map(([, json = '']) => json);

function checkShell(code: string, isRun: boolean): void {
  runProgram('bash', ['-n'], { input: code });
  for (const json of settingsIn(code)) checkJson(json);
  if (!isRun) return;
  const cwd = mkdtempSync(join(tmpdir(), 'code-block-'));
  try {
    runProgram('bash', ['-euo', 'pipefail'], { input: code, cwd });
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

const checkTypes = (block: CodeBlock) => assert.deepEqual(errors.get(block) ?? [], []);

/** By language. @throws when something is wrong with a block */
const checks: Record<string, (block: CodeBlock) => void> = {
  ts: checkTypes,
  js: checkTypes,
  json: ({ code }) => checkJson(code),
  html: ({ code }) => checkHtml(code),
  // Rules without others in them: a selector, then a name and a value each.
  css: ({ code }) =>
    assert.match(code, /^(\s*(\/\*[^*]*\*\/\s*)*[^{}]+\{(\s*[\w-]+\s*:[^;{}]+;)*\s*\})+\s*$/),
  sh: ({ code, isRun }) => checkShell(code, isRun),
  console: ({ code }) => checkShell(typedIn(code), false),
  python: ({ code }) =>
    runProgram('python3', ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], { input: code }),
  php: ({ code }) => runProgram('php', ['-l'], { input: code }),
  // Drawn from the code, and held to it by test/architecture.
  mermaid: () => {},
  '': ({ code }) => assert.doesNotMatch(code, /^\s*(import|const|npm|sudo|\{ ")/m, 'give it a language'),
};

/** Why a block cannot be checked on this machine. */
function reasonToSkip(language: string): string | false {
  const program = { sh: 'bash', console: 'bash', python: 'python3', php: 'php' }[language];
  return program !== undefined && !findProgram([program]) && `${program} is not installed`;
}

describe('code blocks', () => {
  it('are found', () => assert.ok(blocks.length > 50, `${blocks.length} blocks`));

  for (const block of blocks) {
    const { page, line, language } = block;
    it(`${page}:${line} ${language}`, { skip: reasonToSkip(language) }, () => {
      const check = checks[language];
      assert.ok(check, `there is no check for ${language}; those are: ${Object.keys(checks).join(', ')}`);
      check(block);
    });
  }
});

describe('the checks', () => {
  const wrong: Record<string, string> = {
    json: '{ "cameras": [{ "id": "front-door" }], "prot": 8080 }',
    css: 'rpi-live-camera { color: red',
    html: '<div><rpi-live-camera></div>',
    sh: 'if true; then echo yes',
    python: 'def f(:',
  };
  for (const [language, code] of Object.entries(wrong)) {
    it(`refuse ${language} that is wrong`, { skip: reasonToSkip(language) }, () => {
      const block = { page: '', line: 1, language, code, given: '', isRun: false };
      assert.throws(() => checks[language]!(block));
    });
  }

  it('refuse types that are wrong', () => {
    const code =
      "import { createGateway } from '@rpi-live-camera/gateway';\ncreateGateway({ camera: [] });\n";
    const block = { page: 'wrong', line: 1, language: 'ts', code, given: '', isRun: false };
    assert.match(typeErrors([block]).get(block)?.[0] ?? '', /camera/);
  });
});
