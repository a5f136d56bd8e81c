/** To be furnished. */
export function Page() {
  return <div className="page" />;
}
