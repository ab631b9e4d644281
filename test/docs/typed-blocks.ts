/** Type-checks TypeScript and JavaScript of the docs against the built packages, all of it in one run of the compiler. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CodeBlock, rootDirectory } from './code-blocks.js';

/** Below the repository, so that packages are found. */
const directory = join(rootDirectory, 'test/dist/code-blocks');

const fileOf = ({ page, line }: CodeBlock) => `${page.replaceAll(/\W+/g, '-')}-${line}.ts`;

/** What the compiler says, by block; a block that is right is not in it. */
export function typeErrors(blocks: readonly CodeBlock[]): Map<CodeBlock, string[]> {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  for (const block of blocks) {
    // Lines are those of the block; each is a module of its own.
    writeFileSync(join(directory, fileOf(block)), `${block.code}\n${block.given}\nexport {};\n`);
  }
  writeFileSync(
    join(directory, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../tsconfig.json',
      compilerOptions: {
        // The built packages, as users have them.
        customConditions: [],
        // Examples name what they do not use.
        noUnusedLocals: false,
        incremental: false,
        rootDir: '../../..',
      },
      include: ['*.ts'],
      exclude: [],
      references: [],
    }),
  );
  const compiler = join(rootDirectory, 'node_modules/typescript/bin/tsc');
  const args = [compiler, '-p', directory, '--pretty', 'false'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: directory, encoding: 'utf8' });
  const said = `${stdout}${stderr}`.split('\n').filter((line) => line.includes('error'));
  const errors = new Map<CodeBlock, string[]>();
  for (const line of said) {
    const block = blocks.find((one) => line.startsWith(fileOf(one)));
    if (!block) throw new Error(`cannot check the code blocks; npm run build first?\n${said.join('\n')}`);
    errors.set(block, [...(errors.get(block) ?? []), line]);
  }
  return errors;
}
