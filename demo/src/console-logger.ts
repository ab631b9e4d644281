/** Log lines for a person in front of a terminal: short, to stderr, and only errors unless more was asked for. */
import type { Logger } from '@rpi-live-camera/gateway';
import type { DemoFlags } from './flags.js';

type Level = keyof Logger;

function factsText(facts: Record<string, unknown>): string {
  const words = Object.entries(facts).map(([name, value]) => {
    const text = value instanceof Error ? value.message : JSON.stringify(value);
    return `${name}=${text}`;
  });
  return words.length > 0 ? `  ${words.join(' ')}` : '';
}

export function createConsoleLogger(verbosity: DemoFlags['verbosity']): Logger {
  const write = (level: Level) => (facts: Record<string, unknown>, message: string) => {
    const time = new Date().toISOString().slice(11, 23);
    process.stderr.write(`${time} ${level.padEnd(5)} ${message}${factsText(facts)}\n`);
  };
  const ignore = () => {};
  const isVerbose = verbosity === 'verbose';
  return {
    error: write('error'),
    warn: isVerbose ? write('warn') : ignore,
    info: isVerbose ? write('info') : ignore,
    debug: ignore,
  };
}
