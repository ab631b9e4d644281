/**
 * A logger that tells no secret, whoever logs what: the one place through which every line of a gateway goes. What is known
 * to be secret is cut out wherever it stands; passphrases, passwords, grants and tokens that are made later by their shape.
 */
import { type Logger, silentLogger } from './logger.js';
import { redactSecrets } from './redact.js';

/** Facts are looked through so deep; what lies below is left out. */
const maxDepth = 4;
/** A shorter one could be part of any word. */
const minSecretLength = 6;

/** @param secrets as they are, such as passwords of the settings */
export function withoutSecrets(logger: Logger, secrets: readonly string[] = []): Logger {
  if (logger === silentLogger) return logger;
  const known = secrets.filter(({ length }) => length >= minSecretLength);
  const cleanText = (text: string): string =>
    redactSecrets(known.reduce((clean, secret) => clean.replaceAll(secret, '…'), text));

  function clean(value: unknown, depth: number): unknown {
    if (typeof value === 'string') return cleanText(value);
    if (typeof value !== 'object' || value === null) return value;
    if (value instanceof Error) return cleanText(value.stack ?? value.message);
    if (depth >= maxDepth) return '…';
    if (Array.isArray(value)) return value.map((item) => clean(item, depth + 1));
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, clean(inner, depth + 1)]));
  }

  const write = (level: keyof Logger): Logger['info'] => {
    // What is not written need not be looked through, which costs more than not writing it.
    if (logger[level] === silentLogger[level]) return silentLogger[level];
    return (facts, message) => logger[level](clean(facts, 0) as Record<string, unknown>, cleanText(message));
  };
  return { error: write('error'), warn: write('warn'), info: write('info'), debug: write('debug') };
}
