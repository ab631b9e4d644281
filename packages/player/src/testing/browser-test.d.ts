/** The names that the test runner puts into a browser test; chai and mocha bring no types of their own here. */
declare function describe(name: string, define: () => void): void;
declare function it(name: string, run: () => void | Promise<void>): void;
declare function beforeEach(run: () => void | Promise<void>): void;
declare function afterEach(run: () => void | Promise<void>): void;

declare module 'chai' {
  export const assert: {
    (condition: unknown, message?: string): asserts condition;
    ok(value: unknown, message?: string): void;
    equal(actual: unknown, expected: unknown, message?: string): void;
    notEqual(actual: unknown, expected: unknown, message?: string): void;
    deepEqual(actual: unknown, expected: unknown, message?: string): void;
    include(haystack: unknown, needle: unknown, message?: string): void;
    notInclude(haystack: unknown, needle: unknown, message?: string): void;
    match(value: string, pattern: RegExp, message?: string): void;
    notMatch(value: string, pattern: RegExp, message?: string): void;
    isNull(value: unknown, message?: string): void;
    isNotNull(value: unknown, message?: string): void;
    isTrue(value: unknown, message?: string): void;
    isFalse(value: unknown, message?: string): void;
    isAbove(actual: number, limit: number, message?: string): void;
    isBelow(actual: number, limit: number, message?: string): void;
    throws(run: () => unknown, expected?: RegExp | string | ErrorConstructor): void;
    approximately(actual: number, expected: number, delta: number, message?: string): void;
  };
}
