/** Who is asked for a deposit: the rule of the house, and the more particular ones of channels and companies. */
import { ActionIcon, Button, NativeSelect, NumberInput } from '@mantine/core';
import { useCompanyNames } from '../companies/data.ts';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useChannels } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { paymentSettingWords } from './payment-words.ts';

const depositors = ['nobody', 'companies', 'beyond_stock', 'everybody'] as const;
type Terms = {
  readonly depositFor: (typeof depositors)[number];
  /** Millionths of the order. */
  readonly depositPpm: number;
};
type Rule = Terms & { readonly channelId: string | null; readonly companyId: string | null };
export type Deposit = Terms & { readonly depositRules: readonly Rule[] };

type Props = {
  readonly typed: Deposit;
  readonly set: (next: Partial<Deposit>) => void;
  readonly readOnly: boolean;
};

export function Deposits({ typed, set, readOnly }: Props) {
  const p = useWords(paymentSettingWords);
  const { depositRules: rules } = typed;
  const change = (at: number, next: Partial<Rule>) =>
    set({ depositRules: rules.map((rule, i) => (i === at ? { ...rule, ...next } : rule)) });
  return (
    <Panel title={p('deposits')} note={p('depositsText')}>
      <div className="settings-fields">
        <TermsFields terms={typed} set={set} readOnly={readOnly} />
      </div>
      <h3 className="deposit-title">{p('depositRules')}</h3>
      <p className="muted settings-lead">{p('depositRulesText')}</p>
      {rules.length > 0 && (
        <ul className="deposit-rules">
          {rules.map((rule, i) => (
            <li key={i}>
              <RuleFields
                rule={rule}
                at={i + 1}
                set={(next) => change(i, next)}
                remove={() => set({ depositRules: rules.filter((_, at) => at !== i) })}
                readOnly={readOnly}
              />
            </li>
          ))}
        </ul>
      )}
      {!readOnly && (
        <Button
          size="xs"
          variant="default"
          onClick={() =>
            set({
              depositRules: [
                ...rules,
                { channelId: null, companyId: null, depositFor: 'everybody', depositPpm: typed.depositPpm },
              ],
            })
          }
        >
          {p('depositAdd')}
        </Button>
      )}
    </Panel>
  );
}

type TermsProps = { readonly terms: Terms; readonly set: (next: Partial<Terms>) => void; readonly readOnly: boolean };

function TermsFields({ terms, set, readOnly }: TermsProps) {
  const p = useWords(paymentSettingWords);
  return (
    <>
      <NativeSelect
        label={p('depositFor')}
        value={terms.depositFor}
        onChange={(event) =>
          set({ depositFor: depositors.find((one) => one === event.currentTarget.value) ?? 'nobody' })
        }
        disabled={readOnly}
        data={depositors.map((value) => ({ value, label: p(`depositFor.${value}`) }))}
      />
      <NumberInput
        label={p('depositShare')}
        value={terms.depositPpm / 10_000}
        onChange={(value) => set({ depositPpm: Math.round(Number(value) * 10_000) || 10_000 })}
        suffix={' %'}
        min={1}
        max={90}
        decimalScale={2}
        readOnly={readOnly || terms.depositFor === 'nobody'}
      />
    </>
  );
}

type RuleProps = {
  readonly rule: Rule;
  readonly at: number;
  readonly set: (next: Partial<Rule>) => void;
  readonly remove: () => void;
  readonly readOnly: boolean;
};

function RuleFields({ rule, at, set, remove, readOnly }: RuleProps) {
  const p = useWords(paymentSettingWords);
  const { text } = useFormat();
  const channels = useChannels();
  const companies = useCompanyNames(useCan('customers.read'));
  const sells = channels.items.filter(({ kind }) => kind === 'web' || kind === 'b2b' || kind === 'app');
  const known = companies.data ?? [];
  const isListed = rule.companyId === null || known.some(({ companyId }) => companyId === rule.companyId);
  return (
    <fieldset className="deposit-rule">
      <legend className="unseen">{p('depositRuleNo', { n: at })}</legend>
      <NativeSelect
        label={p('depositChannel')}
        value={rule.channelId ?? ''}
        onChange={(event) => set({ channelId: event.currentTarget.value || null })}
        disabled={readOnly}
        data={[
          { value: '', label: p('depositAnyChannel') },
          ...sells.map(({ channelId, name }) => ({ value: channelId, label: text(name) })),
        ]}
      />
      <NativeSelect
        label={p('depositCompany')}
        value={rule.companyId ?? ''}
        onChange={(event) => set({ companyId: event.currentTarget.value || null })}
        disabled={readOnly}
        data={[
          { value: '', label: p('depositAnyCompany') },
          ...(isListed ? [] : [{ value: rule.companyId ?? '', label: rule.companyId ?? '' }]),
          ...known.map(({ companyId, name }) => ({ value: companyId, label: name })),
        ]}
      />
      <TermsFields terms={rule} set={set} readOnly={readOnly} />
      {!readOnly && (
        <ActionIcon variant="subtle" color="gray" aria-label={p('depositRemove', { n: at })} onClick={remove}>
          <Icon name="x" />
        </ActionIcon>
      )}
    </fieldset>
  );
}
