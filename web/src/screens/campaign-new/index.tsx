import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import { useRoute } from '../../api/queries.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import { useSession } from '../../api/session.ts';
import { useNow } from '../../clock.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Checkbox } from '../../components/checkbox.tsx';
import { ChoiceList } from '../../components/choice-list.tsx';
import { Facts } from '../../components/facts.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { ErrorState, Skeleton } from '../../components/states.tsx';
import { When } from '../../components/when.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useShortcut } from '../../keys/use-shortcut.ts';
import { Page, PageHead } from '../../shell/page.tsx';
import { t } from '../../text/campaigns.ts';
import { inert } from '../../text/inert.ts';
import { t as pieces } from '../../text/pieces.ts';
import { isOfThisPage } from '../../webauthn.ts';
import { designOf, emptyForm, kinds, problemsOf, type Design, type Form, type Tier } from './form.ts';
import { KeepCard } from './keep-card.tsx';
import { LaunchDialog } from './launch-dialog.tsx';
import { PreviewCard } from './preview-card.tsx';
import './campaign-new.css';

const here = getRouteApi('/inside/campaigns/new');
export type Preview = RouteOutput<'campaigns.preview'>;

/** Building a campaign: what is asked about, then what it would be, then one signature over the frozen population. */
export function Screen() {
  const navigate = useNavigate();
  const { template } = here.useSearch();
  const from = useRoute('campaigns.template', { name: template ?? '' }, { enabled: template !== undefined });
  const session = useSession();
  const now = useNow();
  const [form, setForm] = useState<Form>(emptyForm);
  const [tried, setTried] = useState(false);
  const [looked, setLooked] = useState<{ readonly design: Design; readonly preview: Preview }>();
  const [problem, setProblem] = useState<Problem>();
  const [isLooking, setLooking] = useState(false);
  const [isLaunching, setLaunching] = useState(false);
  const [seed] = useState(() => crypto.randomUUID());
  const passkey = session?.keys.find(({ publicKey }) => isOfThisPage(publicKey));
  const built = designOf(form, now, seed);
  const design = template === undefined ? built : from.data?.design;
  const isCurrent = looked !== undefined && JSON.stringify(looked.design) === JSON.stringify(design);
  const look = (): void => {
    setTried(true);
    if (design === undefined || isLooking) return;
    setLooking(true);
    setProblem(undefined);
    call('campaigns.preview', { design })
      .then((preview) => setLooked({ design, preview }))
      .catch((error: unknown) => setProblem(asProblem(error)))
      .finally(() => setLooking(false));
  };
  useShortcut({
    keys: ['Mod+Enter'],
    label: t('look'),
    group: pieces('keyGroupPage'),
    always: true,
    run: look,
  });
  return (
    <Page title={t('newTitle')} width="full" crumbs={[{ label: t('title'), to: '/campaigns' }]}>
      <PageHead title={t('newTitle')}>{t('newWhy')}</PageHead>
      <div className="builder">
        {template === undefined ? (
          <Fields
            form={form}
            onChange={(more) => setForm({ ...form, ...more })}
            problems={tried ? problemsOf(form, now) : []}
          />
        ) : (
          <FromTemplate
            name={template}
            design={from.data?.design}
            problem={from.error}
            onRetry={() => void from.refetch()}
          />
        )}
        <div className="stack builder-side">
          <Button
            look={isCurrent ? 'plain' : 'ink'}
            large
            icon="eye"
            isDisabled={isLooking || (tried && design === undefined)}
            onPress={look}
          >
            {isLooking ? t('looking') : t('look')}
          </Button>
          {problem === undefined ? null : (
            <ErrorState problem={problem} title={t('couldNotLook')} onRetry={look} />
          )}
          {isLooking && looked === undefined ? <Skeleton rows={8} /> : null}
          {looked === undefined || template !== undefined ? null : <KeepCard design={looked.design} />}
          {looked === undefined ? null : (
            <PreviewCard
              preview={looked.preview}
              isCurrent={isCurrent}
              mayLaunch={passkey !== undefined}
              onLaunch={() => setLaunching(true)}
            />
          )}
        </div>
      </div>
      {isLaunching && looked !== undefined && passkey !== undefined && session !== undefined ? (
        <LaunchDialog
          design={looked.design}
          template={template}
          preview={looked.preview}
          session={session}
          passkey={passkey}
          onClose={() => setLaunching(false)}
          onLaunched={(id) => void navigate({ to: '/campaigns/$id', params: { id } })}
        />
      ) : null}
    </Page>
  );
}

/** What a template asks about, as it is: it is changed where templates are kept. */
function FromTemplate({
  name,
  design,
  problem,
  onRetry,
}: {
  readonly name: string;
  readonly design: Design | undefined;
  readonly problem: Problem | null;
  readonly onRetry: () => void;
}) {
  if (design === undefined)
    return problem === null ? (
      <Skeleton rows={6} />
    ) : (
      <ErrorState problem={problem} title={t('couldNotRead')} onRetry={onRetry} />
    );
  return (
    <Card title={inert(design.title)} note={t('fromTemplate', { name })}>
      <Facts
        rows={[
          [t('kind'), t(`kind_${design.kind}`)],
          [t('lane'), t(`lane_${design.lane ?? 'people'}`)],
          [t('sources'), design.sources === undefined ? t('allSources') : design.sources.join(', ')],
          ...(design.since === undefined
            ? []
            : [[t('since'), <When key="since" at={design.since} />] as const]),
          ...(design.sampling === undefined
            ? []
            : [[t('sampling'), `${design.sampling.items} · ${inert(design.sampling.seed)}`] as const]),
          ...(design.dueAt === undefined
            ? []
            : [[t('due'), <When key="due" at={design.dueAt} as="date" />] as const]),
        ]}
      />
      <p className="quiet">{t('templatesWhy')}</p>
    </Card>
  );
}

const tiers = ['high', 'medium', 'low'] as const satisfies readonly Tier[];

function Fields({
  form,
  onChange,
  problems,
}: {
  readonly form: Form;
  readonly onChange: (more: Partial<Form>) => void;
  readonly problems: readonly (keyof Form)[];
}) {
  const sources = useRoute('sources.list', {});
  const wrong = (field: keyof Form, words: string): string | undefined =>
    problems.includes(field) ? words : undefined;
  const { kind } = form;
  const isFixed = kind === 'unowned' || kind === 'manager';
  return (
    <div className="stack">
      <Card title={t('what')}>
        <div className="stack">
          <TextField
            label={t('name')}
            value={form.title}
            onChange={(title) => onChange({ title })}
            help={t('nameHelp')}
            maxLength={200}
            problem={wrong('title', t('nameHelp'))}
          />
          <ChoiceList
            label={t('kind')}
            choices={kinds.map((id) => ({ id, label: t(`kind_${id}`), note: t(`note_${id}`) }))}
            value={kind}
            onChange={(id) => onChange({ kind: kinds.find((each) => each === id) })}
          />
          {problems.includes('kind') ? (
            <p className="field-problem" role="alert">
              {t('newWhy')}
            </p>
          ) : null}
          {kind === 'dormant' ? (
            <TextField
              label={t('dormantDays')}
              value={form.dormantDays}
              onChange={(dormantDays) => onChange({ dormantDays })}
              problem={wrong('dormantDays', t('badNumber', { from: 1, to: 3650 }))}
            />
          ) : null}
          {kind === 'changed' ? (
            <TextField
              label={t('since')}
              type="date"
              value={form.since}
              onChange={(since) => onChange({ since })}
              problem={wrong('since', t('since'))}
            />
          ) : null}
        </div>
      </Card>
      <Card title={t('scope')}>
        <div className="stack">
          {isFixed ? null : (
            <div>
              <Segmented
                label={t('lane')}
                value={form.lane}
                choices={[
                  { id: 'people', label: t('lane_people') },
                  { id: 'machines', label: t('lane_machines') },
                ]}
                onChange={(lane) => onChange({ lane })}
              />
              <p className="quiet">{t('laneWhy')}</p>
            </div>
          )}
          <fieldset className="checks">
            <legend className="label">
              {t('sources')}{' '}
              {form.sources.length === 0 ? <span className="quiet">{t('allSources')}</span> : null}
            </legend>
            {(sources.data?.items ?? []).map(({ source: { id } }) => (
              <Checkbox
                key={id}
                label={id}
                isChecked={form.sources.includes(id)}
                onChange={(on) =>
                  onChange({
                    sources: on ? [...form.sources, id] : form.sources.filter((each) => each !== id),
                  })
                }
              />
            ))}
          </fieldset>
          <fieldset className="checks">
            <legend className="label">
              {t('tiers')} {form.tiers.length === 0 ? <span className="quiet">{t('allTiers')}</span> : null}
            </legend>
            {tiers.map((tier) => (
              <Checkbox
                key={tier}
                label={t(`tier_${tier}`)}
                isChecked={form.tiers.includes(tier)}
                onChange={(on) =>
                  onChange({ tiers: on ? [...form.tiers, tier] : form.tiers.filter((each) => each !== tier) })
                }
              />
            ))}
          </fieldset>
          <TextField
            label={t('sampling')}
            value={form.sampleItems}
            onChange={(sampleItems) => onChange({ sampleItems })}
            help={t('samplingHelp')}
            problem={wrong('sampleItems', t('badNumber', { from: 1, to: 1_000_000 }))}
          />
        </div>
      </Card>
      <Card title={t('due')}>
        <div className="stack">
          <TextField
            label={t('dueDay')}
            type="date"
            value={form.dueDay}
            onChange={(dueDay) => onChange({ dueDay })}
            help={t('dueHelp')}
            problem={wrong('dueDay', t('badDay'))}
          />
          <TextField
            label={t('correct')}
            value={form.correctMinutes}
            onChange={(correctMinutes) => onChange({ correctMinutes })}
            help={t('correctHelp')}
            problem={wrong('correctMinutes', t('badNumber', { from: 0, to: 7200 }))}
          />
          {kind === 'application' ? (
            <TextField
              label={t('named')}
              mono
              value={form.named}
              onChange={(named) => onChange({ named })}
              help={t('namedHelp')}
            />
          ) : null}
          <div>
            <p className="label">{t('noAnswer')}</p>
            <p className="soft">{t('noAnswerIs')}</p>
          </div>
          <div>
            <p className="label">{t('planted')}</p>
            <p className="soft">{t('plantedIs')}</p>
          </div>
        </div>
      </Card>
    </div>
  );
}
