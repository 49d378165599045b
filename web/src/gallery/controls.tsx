import { useState } from 'react';
import { Button, IconButton } from '../components/button.tsx';
import { Card } from '../components/card.tsx';
import { Checkbox } from '../components/checkbox.tsx';
import { ChoiceList } from '../components/choice-list.tsx';
import { ComboField, type Suggestion } from '../components/combo-field.tsx';
import { Dialog } from '../components/dialog.tsx';
import { Disclosure } from '../components/disclosure.tsx';
import { Menu } from '../components/menu.tsx';
import { MomentField } from '../components/moment-field.tsx';
import { Segmented } from '../components/segmented.tsx';
import { Select } from '../components/select.tsx';
import { Tabs } from '../components/tabs.tsx';
import { TextArea, TextField } from '../components/text-field.tsx';
import { toast } from '../components/toasts.ts';
import { Tooltip } from '../components/tooltip.tsx';
import { chooseTheme, useTheme } from '../shell/theme.ts';

const decisions = [
  { id: 'certify', label: 'Certify', note: 'keep as it is', shortcut: 'C' },
  { id: 'rescope', label: 'Re-scope', note: 'plan P-0318', shortcut: 'N' },
  { id: 'limit', label: 'Limit until a date', shortcut: 'L' },
  { id: 'unknown', label: 'Don’t know', note: 'goes to the next reviewer', shortcut: 'D' },
] as const;

const resources: readonly Suggestion[] = [
  { id: 'c', value: 'billing.customers', note: 'acme-postgres', icon: 'bucket' },
  { id: 'i', value: 'billing.invoices', note: 'acme-postgres', icon: 'bucket' },
];

/** What one presses, chooses and types in. */
export function Controls() {
  const [choice, setChoice] = useState<string>();
  const [reason, setReason] = useState<string>();
  const [name, setName] = useState('svc-report-runner');
  const [resource, setResource] = useState('billing');
  const [moment, setMoment] = useState<string>();
  const [purpose, setPurpose] = useState('');
  const [isChecked, setChecked] = useState(true);
  const [isAsking, setAsking] = useState(false);
  const theme = useTheme();
  return (
    <>
      <Card title="Buttons">
        <div className="stack-s">
          <div className="wrap">
            <Button look="ink" icon="passkey">
              Sign with passkey
            </Button>
            <Button shortcut="C">Certify</Button>
            <Button look="stop" icon="stop">
              Stop…
            </Button>
          </div>
          <div className="wrap">
            <Button isDisabled>Waits for evidence</Button>
            <Button look="bare" icon="download">
              Export
            </Button>
            <Tooltip says="What this is for">
              <IconButton icon="info" label="About this" />
            </Tooltip>
            <Menu
              name="More about svc-report-runner"
              entries={[
                {
                  id: 'copy',
                  label: 'Copy link',
                  icon: 'copy',
                  onAction: () => toast('The link was copied.'),
                },
                { id: 'give', label: 'Give to someone else…', icon: 'arrow', onAction: () => undefined },
                { id: 'undo', label: 'Take back', icon: 'undo', isDisabled: true, onAction: () => undefined },
              ]}
            />
          </div>
          <Button look="ink" large block icon="sign" shortcut="S" onPress={() => setAsking(true)}>
            Review and sign
          </Button>
          <div className="wrap">
            <Button
              onPress={() =>
                toast('Decision recorded as entry 47,902.', {
                  action: { label: 'Open it', onPress: () => undefined },
                })
              }
            >
              Show a notice
            </Button>
            <Button
              onPress={() => toast('The plan was not carried out. Nothing changed.', { tone: 'problem' })}
            >
              Show a problem
            </Button>
          </div>
        </div>
        <Dialog
          isOpen={isAsking}
          onClose={() => setAsking(false)}
          title="Call off the plan?"
          kicker="Decision D-0871"
          actions={
            <>
              <Button onPress={() => setAsking(false)}>Not now</Button>
              <Button look="ink" onPress={() => setAsking(false)}>
                Call it off
              </Button>
            </>
          }
        >
          <p className="prose">
            Nothing has been carried out yet. Your signature stays in the ledger, and the plan ends.
          </p>
        </Dialog>
      </Card>
      <Card title="Your decision" end="nothing is chosen beforehand">
        <ChoiceList label="Your decision" choices={decisions} value={choice} onChange={setChoice} />
      </Card>
      <Card title="Fields">
        <div className="stack-s">
          <div className="full-row">
            <Select
              label="Because"
              value={reason}
              placeholder="Choose a reason"
              onChange={setReason}
              choices={[
                { id: 'unused', label: 'The access was not used' },
                { id: 'left', label: 'The owner left', note: 'HR feed' },
                { id: 'wide', label: 'It is wider than its task' },
              ]}
            />
          </div>
          <div className="full-row">
            <TextField
              label="Name"
              value={name}
              onChange={setName}
              mono
              problem={name === '' ? 'A name is needed.' : undefined}
            />
          </div>
          <div className="full-row">
            <TextArea
              label="Purpose"
              value={purpose}
              onChange={setPurpose}
              help="It is signed with the decision."
            />
          </div>
          <div className="full-row">
            <ComboField
              label="On"
              value={resource}
              onType={setResource}
              onChoose={(chosen) => setResource(typeof chosen === 'string' ? chosen : chosen.value)}
              nothing="Nothing that was read is called this."
              suggestions={resources.filter(({ value }) => value.includes(resource))}
            />
          </div>
          <div className="full-row">
            <MomentField value={moment} onChange={setMoment} />
          </div>
          <Checkbox label="Also close its three findings" isChecked={isChecked} onChange={setChecked} />
          <Segmented
            label="Theme"
            value={theme}
            onChange={chooseTheme}
            choices={[
              { id: 'system', label: 'System', icon: 'screen' },
              { id: 'light', label: 'Light', icon: 'sun' },
              { id: 'dark', label: 'Dark', icon: 'moon' },
            ]}
          />
        </div>
      </Card>
      <section className="card wide-cell pad-all">
        <Tabs
          label="Queue"
          tabs={[
            { id: 'open', label: 'To decide', count: 13, content: <p className="soft">Thirteen wait.</p> },
            {
              id: 'sent',
              label: 'Decided',
              count: 14,
              content: <p className="soft">Fourteen are signed.</p>,
            },
            {
              id: 'others',
              label: 'Waiting for others',
              count: 3,
              content: (
                <Disclosure summary="Why 92, the raw policy, and 9 more facts">
                  <p className="soft">Detail on demand.</p>
                </Disclosure>
              ),
            },
          ]}
        />
      </section>
    </>
  );
}
