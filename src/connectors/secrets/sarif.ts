import { z } from 'zod';
import { Fault, readInstant } from '../../model/index.ts';
import { streamJson } from '../../platform/json-stream.ts';
import { repositoryName } from './container.ts';
import { credentialOf, partsOf, type Container, type FoundSecret } from './found-secret.ts';

const short = z.string().max(4096);
const optional = short.optional();
const result = z.object({
  ruleId: optional,
  rule: z.object({ id: optional }).optional(),
  locations: z
    .array(
      z.object({
        physicalLocation: z
          .object({
            artifactLocation: z.object({ uri: optional }).optional(),
            region: z
              .object({
                startLine: z.number().int().optional(),
                startColumn: z.number().int().optional(),
                snippet: z
                  .object({
                    text: z
                      .string()
                      .max(1 << 20)
                      .optional(),
                  })
                  .optional(),
              })
              .optional(),
          })
          .optional(),
      }),
    )
    .max(1000)
    .optional(),
  partialFingerprints: z.record(short, short).optional(),
  properties: z.object({ tags: z.array(short).max(1000).optional() }).optional(),
  suppressions: z.array(z.unknown()).max(1000).optional(),
});
const rule = z.object({
  id: short,
  properties: z.object({ tags: z.array(short).max(1000).optional() }).optional(),
});
const provenance = z.object({ repositoryUri: optional });

/** Scanners whose snippet is the secret itself; of any other it is a line of code, which is never read. */
const snippetIsSecret: ReadonlySet<string> = new Set(['gitleaks']);

interface Run {
  tool: string;
  container: Container;
  readonly secretRules: Set<string>;
}

export type FromSarif =
  | { readonly is: 'found'; readonly found: FoundSecret }
  | { readonly is: 'suppressed' }
  /** A result of a scanner that looks for something else. */
  | { readonly is: 'other'; readonly tool: string };

/**
 * Results of a SARIF 2.1.0 log. `open` gives its bytes from the start, twice: what a run is (its tool, rules and repository)
 * may stand after its results.
 */
export async function* readSarif(
  open: () => AsyncIterable<Uint8Array>,
  container: Container,
): AsyncIterable<FromSarif> {
  const runs = await describeRuns(open(), container);
  for await (const { at, value } of streamJson(open(), ['version', 'runs.*.results.*'])) {
    if (at === 'version') continue;
    const run = runs.get(/^runs\.(\d+)/.exec(at)?.[1] ?? '');
    if (run === undefined) throw notSarif(`${at}: the run names no tool`);
    const parsed = result.safeParse(value);
    if (!parsed.success) throw notSarif(`${at}.${parsed.error.issues[0]?.path.join('.') ?? ''}`);
    yield* ofResult(run, parsed.data);
  }
}

async function describeRuns(
  bytes: AsyncIterable<Uint8Array>,
  container: Container,
): Promise<Map<string, Run>> {
  const runs = new Map<string, Run>();
  const paths = [
    'version',
    'runs.*.tool.driver.name',
    'runs.*.tool.driver.rules.*',
    'runs.*.versionControlProvenance.*',
  ];
  for await (const { path, at, value } of streamJson(bytes, paths)) {
    if (path === 'version') {
      if (value !== '2.1.0') throw notSarif('`version` is not 2.1.0');
      continue;
    }
    const number = /^runs\.(\d+)/.exec(at)?.[1] ?? '';
    const run = runs.get(number) ?? { tool: '', container, secretRules: new Set<string>() };
    runs.set(number, run);
    if (path.endsWith('.name') && typeof value === 'string') run.tool = value.slice(0, 200);
    const ofRule = path.includes('.rules.') ? rule.safeParse(value).data : undefined;
    if (ofRule !== undefined && tellsSecrets(ofRule.properties?.tags)) run.secretRules.add(ofRule.id);
    const uri = path.includes('.versionControl')
      ? provenance.safeParse(value).data?.repositoryUri
      : undefined;
    if (uri !== undefined && uri !== '')
      run.container = { name: repositoryName(uri), kind: 'repository', isGuessed: false };
  }
  return runs;
}

const tellsSecrets = (tags: readonly string[] | undefined): boolean =>
  tags?.some((tag) => /^secrets?$/i.test(tag)) === true;

function* ofResult(run: Run, given: z.infer<typeof result>): Iterable<FromSarif> {
  const ruleId = given.ruleId ?? given.rule?.id ?? '';
  const tool = run.tool.toLowerCase();
  const isScanner = snippetIsSecret.has(tool);
  if (!isScanner && !run.secretRules.has(ruleId) && !tellsSecrets(given.properties?.tags)) {
    yield { is: 'other', tool: run.tool };
    return;
  }
  if ((given.suppressions ?? []).length > 0) {
    yield { is: 'suppressed' };
    return;
  }
  const { commitSha = '', email = '', author: name = '', date = '' } = given.partialFingerprints ?? {};
  const author = email === '' ? name : email;
  const since = readInstant(date);
  for (const { physicalLocation: place } of given.locations ?? []) {
    const { region } = place ?? {};
    const parts = isScanner ? partsOf(region?.snippet?.text ?? '') : {};
    yield {
      is: 'found',
      found: {
        tool,
        rule: ruleId,
        container: run.container,
        file: place?.artifactLocation?.uri ?? '',
        ...(region?.startLine === undefined ? {} : { line: region.startLine }),
        ...(region?.startColumn === undefined ? {} : { column: region.startColumn }),
        ...(commitSha === '' ? {} : { commit: commitSha }),
        ...(author === '' ? {} : { author }),
        ...(since === undefined ? {} : { since }),
        ...parts,
        credential: credentialOf(ruleId, parts.secret),
      },
    };
  }
}

const notSarif = (where: string): Fault =>
  new Fault('input_wrong_kind', `This is no SARIF 2.1.0 log: ${where}.`, {
    next: 'Make it with `gitleaks git --report-format sarif --report-path NAME.gitleaks.sarif`.',
  });
