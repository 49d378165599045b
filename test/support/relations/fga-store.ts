import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { readConditions, type FgaConditions } from './fga-condition.ts';
import { readModel, type FgaModel } from './fga-model.ts';

const tuple = z.strictObject({
  user: z.string(),
  relation: z.string(),
  object: z.string(),
  condition: z.strictObject({ name: z.string(), context: z.unknown().optional() }).exactOptional(),
});
export type FgaTuple = z.infer<typeof tuple>;

const context = z.unknown().optional();
const assertions = z.record(z.string(), z.boolean());
const test = z.strictObject({
  name: z.string().exactOptional(),
  description: z.string().exactOptional(),
  tuples: z.array(tuple).default([]),
  tuple_file: z.string().exactOptional(),
  check: z
    .array(
      z.strictObject({
        user: z.string().exactOptional(),
        users: z.array(z.string()).exactOptional(),
        object: z.string().exactOptional(),
        objects: z.array(z.string()).exactOptional(),
        context,
        assertions,
      }),
    )
    .default([]),
  list_objects: z
    .array(
      z.strictObject({
        user: z.string(),
        type: z.string(),
        context,
        assertions: z.record(z.string(), z.array(z.string()).nullable()),
      }),
    )
    .default([]),
  list_users: z
    .array(
      z.strictObject({
        object: z.string(),
        user_filter: z
          .array(z.strictObject({ type: z.string(), relation: z.string().exactOptional() }))
          .length(1),
        context,
        assertions: z.record(z.string(), z.looseObject({ users: z.array(z.string()).nullable() })),
      }),
    )
    .default([]),
});
export type FgaTest = z.infer<typeof test>;

const store = z.strictObject({
  name: z.string().exactOptional(),
  model: z.string().exactOptional(),
  model_file: z.string().exactOptional(),
  tuples: z.array(tuple).default([]),
  tuple_file: z.string().exactOptional(),
  tests: z.array(test),
});

/** A store of OpenFGA's samples: its model, and each test with all the tuples that hold in it. */
export interface FgaStore {
  readonly name: string;
  readonly model: FgaModel;
  readonly conditions: FgaConditions;
  readonly tests: readonly { readonly tuples: readonly FgaTuple[]; readonly test: FgaTest }[];
}

const moduleList = z.looseObject({ contents: z.array(z.string()) });

/** Every store in a folder, with the files that it names beside it. */
export function readStores(folder: string): readonly FgaStore[] {
  return globSync('**/*.fga.yaml', { cwd: folder })
    .toSorted()
    .map((name): FgaStore => {
      const beside = dirname(join(folder, name));
      const textAt = (file: string): string => readFileSync(join(beside, file), 'utf8');
      const read = store.parse(parse(textAt(relative(beside, join(folder, name)))));
      const tuplesAt = (file: string | undefined): readonly FgaTuple[] =>
        file === undefined ? [] : z.array(tuple).parse(parse(textAt(file)));
      const modules =
        read.model_file === undefined
          ? [read.model ?? '']
          : read.model_file.endsWith('fga.mod')
            ? moduleList.parse(parse(textAt(read.model_file))).contents.map(textAt)
            : [textAt(read.model_file)];
      const always = [...tuplesAt(read.tuple_file), ...read.tuples];
      return {
        name,
        model: readModel(modules),
        conditions: readConditions(modules),
        tests: read.tests.map((each) => ({
          test: each,
          tuples: [...always, ...tuplesAt(each.tuple_file), ...each.tuples],
        })),
      };
    });
}
