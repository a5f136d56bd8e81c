/** The main key stands bottom right in every view: whoever has one puts it here. */
import { useEffect, useState, type ReactNode } from 'react';
import { createPortal } from 'react-dom';

const ID = 'main-key';

export const PaySlot = () => <div id={ID} className="pay-slot" />;

/** What it holds is drawn in the slot of the ticket. */
export function InPaySlot({ children }: { children: ReactNode }) {
  const [slot, setSlot] = useState<Element | null>(() => document.getElementById(ID));
  useEffect(() => setSlot(document.getElementById(ID)), []);
  return slot && createPortal(children, slot);
}
