import { isIPv4 } from 'node:net';
import { Environment } from '@marcbachmann/cel-js';
import { z } from 'zod';

/** A condition of an OpenFGA model: an expression (CEL) over parameters, each of a type. */
export interface FgaCondition {
  readonly parameters: ReadonlyMap<string, string>;
  readonly expression: string;
}
export type FgaConditions = ReadonlyMap<string, FgaCondition>;

/** Every condition in these modules. */
export function readConditions(modules: readonly string[]): FgaConditions {
  const found = new Map<string, FgaCondition>();
  for (const module of modules)
    for (const [, name = '', parameters = '', expression = ''] of module
      .replace(/(^|\s)#.*$/gm, '')
      .matchAll(/^\s*condition\s+(\w+)\s*\(([^)]*)\)\s*\{([^}]*)\}/gm))
      found.set(name, {
        parameters: new Map(
          parameters.split(',').map((each) => {
            const [parameter = '', type = ''] = each.split(':').map((part) => part.trim());
            return [parameter, type] as const;
          }),
        ),
        expression: expression.trim(),
      });
  return found;
}

const contextSchema = z.record(z.string(), z.unknown()).catch({});

/**
 * Whether a condition holds: what the tuple says of a parameter goes before what the question says. Undefined: a parameter is
 * missing, so that it is not known.
 */
export function holds(
  { parameters, expression }: FgaCondition,
  given: { readonly tuple: unknown; readonly question: unknown },
): boolean | undefined {
  const context = { ...contextSchema.parse(given.question), ...contextSchema.parse(given.tuple) };
  const values: Record<string, unknown> = {};
  for (const [name, type] of parameters) {
    if (!Object.hasOwn(context, name)) return undefined;
    values[name] = valueOf(context[name], type);
  }
  const found: unknown = environment.evaluate(expression, values);
  if (typeof found !== 'boolean') throw new TypeError(`not a yes or no: ${expression}`);
  return found;
}

const environment = new Environment({ unlistedVariablesAreDyn: true })
  .registerFunction('ipaddress(string): string', (text: string) => text)
  .registerFunction('string.in_cidr(string): bool', inCidr);

/** As the expression language has it: an `int` is no `double`, and moments and durations are no texts. */
function valueOf(given: unknown, type: string): unknown {
  const text = String(given);
  if (type === 'int') return BigInt(text);
  if (type === 'uint') return environment.evaluate(`uint(text)`, { text });
  if (type === 'double') return Number(text);
  if (type === 'duration') return environment.evaluate(`duration(text)`, { text });
  if (type === 'timestamp') return environment.evaluate(`timestamp(text)`, { text });
  return given;
}

function inCidr(address: string, cidr: string): boolean {
  const [network = '', bits = ''] = cidr.split('/');
  const numberOf = (ip: string): number => {
    if (!isIPv4(ip)) throw new TypeError(`not an address: ${ip}`);
    return ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  };
  const size = 2 ** (32 - Number(bits));
  return Math.floor(numberOf(address) / size) === Math.floor(numberOf(network) / size);
}
