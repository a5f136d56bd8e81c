/** A quantity for a thumb: fewer, the number itself, more. */
import { Icon } from '../parts/icon.tsx';

export type StepperProps = {
  readonly label: string;
  readonly fewer: string;
  readonly more: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly max?: number;
};

export function Stepper({ label, fewer, more, value, onChange, max = 1_000_000 }: StepperProps) {
  const set = (next: number) => onChange(Math.max(0, Math.min(max, next)));
  return (
    <span className="stepper" role="group" aria-label={label}>
      <button type="button" aria-label={fewer} disabled={value <= 0} onClick={() => set(value - 1)}>
        <Icon name="minus" size={18} />
      </button>
      <input
        aria-label={label}
        inputMode="numeric"
        pattern="[0-9]*"
        value={String(value)}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => {
          const typed = event.currentTarget.value.replaceAll(/\D/g, '').slice(0, 7);
          set(typed === '' ? 0 : Number(typed));
        }}
      />
      <button type="button" aria-label={more} disabled={value >= max} onClick={() => set(value + 1)}>
        <Icon name="plus" size={18} />
      </button>
    </span>
  );
}
