import type { Company } from "./company";
import { places } from "./company";

/** The twin's providers: one late, one blocked, a company that owes nothing; see its standard people. */
export const MARIA = "529.982.247-25";
export const JOAO = "111.444.777-35";
export const BAKERY = "11.222.333/0001-81";

const CREDENTIALS: Record<string, Record<string, string>> = {
  ixcsoft: { token: "7:twin-ixc-key" },
  mksolutions: { token: "twin-mk-token", password: "twin-mk-password" },
  sisgp: { token: "twin-sgp-token" },
};

export const erpAt = (vendor: string) => `${places().twin}/erp/${vendor}`;

/** Connects a company to the twin's server of a vendor; sweeps only where a test asks for it. */
export const connected = (company: Company, vendor = "ixcsoft", settings: object = {}) =>
  company.call("POST", `/api/v1/erp/connect/${vendor}`, {
    base_url: erpAt(vendor),
    credentials: CREDENTIALS[vendor],
    settings: { plain_http: true, sync: false, ...settings },
  });

/** Somebody's contact, said to be the customer of that document. */
export async function linked(
  company: Company,
  contactId: string,
  document: string,
  vendor = "ixcsoft",
): Promise<string> {
  const digits = document.replace(/\D/g, "");
  const { data } = await company.call<{ data: { id: string }[] }>("GET", `/api/v1/erp/${vendor}/customers/${digits}`);
  const customer = data[0]?.id ?? "";
  await company.call("PUT", `/api/v1/contacts/${contactId}/erp`, { erp_type: vendor, customer_id: customer });
  return customer;
}
