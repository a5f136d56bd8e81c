/** The main key stands bottom right in every view: the ticket's own, or that of who took the left side. */
import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';

const ID = 'main-key';

/** The place itself; `children` is the ticket's own key. */
export const PaySlot = ({ children }: { children: ReactNode }) => (
  <div id={ID} className="pay-slot">
    {children}
  </div>
);

/** Puts a key there. For views that open beside a ticket which is there already. */
export function InPaySlot({ children }: { children: ReactNode }) {
  const slot = document.getElementById(ID);
  return slot && createPortal(children, slot);
}
