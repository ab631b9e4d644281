/** What a setting may be, in the words in which the gateway refuses everything else. Called by the settings' reference. */

/** A schema of valibot, or an action in its pipe, as far as one is looked into here. */
export type SchemaNode = {
  type: string;
  message?: unknown;
  requirement?: unknown;
  wrapped?: SchemaNode;
  item?: SchemaNode;
  value?: SchemaNode;
  entries?: Record<string, SchemaNode>;
  pipe?: readonly SchemaNode[];
};

const plainNames: Record<string, string> = {
  number: 'number',
  string: 'text',
  boolean: 'true or false',
  loose_object: 'object',
};
const limitNames: Record<string, string> = { min_value: 'at least', max_value: 'at most' };

/** `"whole number from 0 to 65535, or null"` */
export function kindOf(node: SchemaNode): string {
  if (node.type === 'optional') return kindOf(node.wrapped!);
  if (node.type === 'nullable') return `${kindOf(node.wrapped!)}, or null`;
  if (node.type === 'array') return `list of: ${kindOf(node.item!)}`;
  if (node.type === 'record') return `object of: ${kindOf(node.value!)}`;
  const texts = stepsOf(node).flatMap(textOf);
  const isLimit = (text: string) => /^at (least|most) /.test(text);
  // "text" is for values of another type altogether; what comes behind it says more.
  const [first = plainNames[node.type] ?? node.type, second] = texts.filter((text) => !isLimit(text));
  return [first === 'text' ? (second ?? first) : first, ...texts.filter(isLimit)].join(', ');
}

/** "must be at least 20 ms" → `at least 20 ms`; what must not be is left out. */
function textOf({ type, message, requirement }: SchemaNode): string[] {
  if (typeof message !== 'string')
    return type in limitNames ? [`${limitNames[type]} ${String(requirement)}`] : [];
  return message.startsWith('must be ') ? [message.replace(/^must be (an? )?/, '')] : [];
}

/** Schema and actions of a pipe in a pipe, one after the other. */
function stepsOf(node: SchemaNode): SchemaNode[] {
  return (node.pipe ?? [node]).flatMap((step) =>
    step === node || step.pipe === node.pipe ? [step] : stepsOf(step),
  );
}
