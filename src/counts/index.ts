/** The face of `counts`: what lies at a site, counted while it sells. */
export { countsModule } from './module.ts';
export { cancelCount, openCount, reopenCount, type CountReceipt, type NewCount } from './open.ts';
export { recordScans, type ScanInput } from './scan.ts';
export { confirmNone, finishCounting } from './finish.ts';
export { postCount, type Approval, type Posted } from './post.ts';
export { shrinkage, type Shrinkage } from './shrinkage.ts';
