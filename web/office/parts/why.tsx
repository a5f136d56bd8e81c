/** “Pourquoi ?”: the reason of a value, one step away. */
import { Popover } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';

export type WhyProps = {
  /** The answer as a title. */
  readonly title: string;
  /** One sentence: when, which rule, which version. */
  readonly sentence?: ReactNode;
  readonly children?: ReactNode;
  readonly foot?: ReactNode;
  /** The button's word; “Pourquoi ?” unless told. */
  readonly label?: string;
  /** What the button is about, for those who hear it: “Pourquoi ? Prix de Robe Bellecour”. */
  readonly about?: string;
  /** Called when opened: the time to ask the server. */
  readonly onOpen?: () => void;
};

export function Why({ title, sentence, children, foot, label, about, onOpen }: WhyProps) {
  const t = useWords(common);
  const [open, setOpen] = useState(false);
  const word = label ?? t('why');
  return (
    <Popover opened={open} onChange={setOpen} width={520} position="bottom" withArrow trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          className="why"
          aria-label={about ? `${word} ${about}` : undefined}
          onClick={() => {
            if (!open) onOpen?.();
            setOpen(!open);
          }}
        >
          {word}
        </button>
      </Popover.Target>
      <Popover.Dropdown className="why-box" aria-label={title}>
        <h2>{title}</h2>
        {sentence && <p className="muted">{sentence}</p>}
        {children}
        {foot && <footer className="why-foot">{foot}</footer>}
      </Popover.Dropdown>
    </Popover>
  );
}
