// Lint rules for our own recurring mistakes. Each message says what to do instead.

const noDoubleAssertion = {
  create(context) {
    return {
      TSAsExpression(node) {
        const inner = node.expression;
        if (inner.type !== 'TSAsExpression') return;
        const type = inner.typeAnnotation.type;
        if (type === 'TSUnknownKeyword' || type === 'TSAnyKeyword')
          context.report({
            node,
            message: 'No `as unknown as T`: parse the value with a zod schema or fix the type.',
          });
      },
    };
  },
};

/** The core takes `now`; only platform/clock.ts (and the console's clock.ts) reads the machine's clock or randomness for ids. */
const noAmbientClock = {
  create(context) {
    const file = context.filename.replaceAll('\\', '/');
    if (file.endsWith('/src/platform/clock.ts') || file.endsWith('/web/src/clock.ts')) return {};
    const report = (node, what) =>
      context.report({
        node,
        message: `No ${what} here: take \`now\` as an argument, or a Clock from platform/clock.ts.`,
      });
    return {
      CallExpression(node) {
        const c = node.callee;
        if (c.type !== 'MemberExpression' || c.object.type !== 'Identifier') return;
        if (c.object.name === 'Date' && c.property.name === 'now') report(node, '`Date.now()`');
        if (c.object.name === 'Math' && c.property.name === 'random') report(node, '`Math.random()`');
      },
      NewExpression(node) {
        if (node.callee.type === 'Identifier' && node.callee.name === 'Date' && node.arguments.length === 0)
          report(node, '`new Date()`');
      },
    };
  },
};

export default {
  meta: { name: 'countersign' },
  rules: { 'no-double-assertion': noDoubleAssertion, 'no-ambient-clock': noAmbientClock },
};
