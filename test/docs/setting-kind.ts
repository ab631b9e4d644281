/** What a setting may be, in the words in which the gateway refuses everything else. Called by the settings' reference. */

/** A schema of valibot, or an action in its pipe, as far as one is looked into here. */
export type SchemaNode = {
  kind?: string;
  type: string;
  message?: unknown;
  requirement?: unknown;
  wrapped?: SchemaNode;
  item?: SchemaNode;
  entries?: Record<string, SchemaNode>;
  pipe?: readonly SchemaNode[];
};

const plainNames: Record<string, string> = {
  number: 'number',
  string: 'text',
  boolean: 'true or false',
  loose_object: 'object',
};
const limits: Record<string, string> = { min_value: 'at least', max_value: 'at most' };

/** `"whole number from 0 to 65535, or null"` */
export function kindOf(node: SchemaNode): string {
  if (node.type === 'optional') return kindOf(node.wrapped!);
  if (node.type === 'nullable') return `${kindOf(node.wrapped!)}, or null`;
  const steps = stepsOf(node);
  if (node.type === 'array') return `list of: ${kindOf(node.item!)}`;
  const sentences = steps.map(({ message }) => message).filter((message) => typeof message === 'string');
  const sentence = sentences.map((message) => message.replace(/^must be (an? )?/, ''));
  const isLimit = (text: string) => /^at (least|most) /.test(text);
  // The first is for a value of another type altogether; one behind it says more.
  const [base = plainNames[node.type] ?? node.type, better] = sentence.filter(
    (text) => !/^must |^not /.test(text) && !isLimit(text),
  );
  const ranges = steps.flatMap(({ type, requirement, message }) => {
    if (!limits[type]) return [];
    if (typeof message === 'string' && !isLimit(message.replace('must be ', ''))) return [];
    return typeof message === 'string' ? message.replace('must be ', '') : `${limits[type]} ${requirement}`;
  });
  return [base === 'text' ? (better ?? base) : base, ...ranges].join(', ');
}

/** Schema and actions of a pipe in a pipe, one after the other. */
function stepsOf(node: SchemaNode): SchemaNode[] {
  return (node.pipe ?? [node]).flatMap((step) =>
    step === node || step.pipe === node.pipe ? [step] : stepsOf(step),
  );
}
