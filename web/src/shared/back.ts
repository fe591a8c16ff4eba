/** A local path only: nobody is led elsewhere by a link to this page. */
function safe(to: string | undefined): string {
  if (!to?.startsWith("/") || to.startsWith("//") || to.includes("\\")) return "/";
  return to;
}

/** Where somebody wanted to go, as an address of the console. */
export function wayBack(to: string | undefined): string {
  return `/app${safe(to).replace(/^\/app(?=\/|$)/, "")}`;
}
