/** Points against a place, for splits, and what is held back everywhere. */
import { NumberInput } from '@mantine/core';
import type { SourcingPolicy, Weights } from '#sourcing/model';
import { Panel } from '../parts/panel.tsx';
import { useWords } from '../shell/lang.tsx';
import { sourcingWords } from './words.ts';

export type RulesProps = {
  readonly rules: SourcingPolicy;
  readonly set: (next: Partial<SourcingPolicy>) => void;
  readonly readOnly: boolean;
};

const weights = ['priority', 'store', 'distance', 'cost', 'depth', 'closed'] as const satisfies (keyof Weights)[];

export function WeightsPanel({ rules, set, readOnly }: RulesProps) {
  const t = useWords(sourcingWords);
  return (
    <Panel title={t('weights')}>
      <div className="sourcing-fields">
        {weights.map((key) => (
          <NumberInput
            key={key}
            label={t(`w.${key}`)}
            description={t(`w.${key}.help`)}
            value={rules.weights[key]}
            onChange={(value) => set({ weights: { ...rules.weights, [key]: whole(value) } })}
            min={0}
            max={1_000_000}
            allowDecimal={false}
            readOnly={readOnly}
          />
        ))}
      </div>
    </Panel>
  );
}

export function LimitsPanel({ rules, set, readOnly }: RulesProps) {
  const t = useWords(sourcingWords);
  const cost = (key: 'warehouseCostMinor' | 'storeCostMinor', label: string) => (
    <NumberInput
      label={label}
      value={rules[key] / 100}
      onChange={(value) => set({ [key]: cents(value) })}
      min={0}
      max={10_000}
      decimalScale={2}
      fixedDecimalScale
      decimalSeparator=","
      suffix=" €"
      readOnly={readOnly}
    />
  );
  const count = (key: 'split' | 'maxParcels' | 'safety', label: string, help: string, range: [number, number]) => (
    <NumberInput
      label={label}
      description={help}
      value={rules[key]}
      onChange={(value) => set({ [key]: Math.min(range[1], Math.max(range[0], whole(value))) })}
      min={range[0]}
      max={range[1]}
      allowDecimal={false}
      readOnly={readOnly}
    />
  );
  return (
    <Panel title={t('limits')}>
      <div className="sourcing-fields">
        {count('split', t('split'), t('points'), [0, 1_000_000])}
        {count('maxParcels', t('maxParcels'), t('maxParcelsHelp'), [1, 10])}
        {cost('warehouseCostMinor', t('warehouseCost'))}
        {cost('storeCostMinor', t('storeCost'))}
        {count('safety', t('safety'), t('safetyHelp'), [0, 1_000_000])}
      </div>
    </Panel>
  );
}

/** What a field holds, as a whole number. */
export const whole = (value: number | string): number => Math.max(0, Math.trunc(Number(value) || 0));
/** Minor units of an amount typed in. */
export const cents = (value: number | string): number => Math.max(0, Math.round((Number(value) || 0) * 100));
