import { queryOptions } from "@tanstack/react-query";
import { api, keys, ok, once, type Schema } from "@/shared/api";

export type Card = Schema<"ErpCardOut">;
export type Facts = Schema<"ErpFactsOut">;
export type Contract = Schema<"ErpContractOut">;
export type Invoice = Schema<"ErpInvoiceOut">;
export type Line = Schema<"ErpLineOut">;
export type Ticket = Schema<"ErpTicketOut">;
export type Customer = Schema<"ErpCustomerOut">;
export type SecondCopy = Schema<"ErpSecondCopyOut">;
export type Unlocked = Schema<"ErpUnlockOut">;
export type Signal = Schema<"ErpSignalOut">;
export type Plan = Schema<"ErpPlanOut">;
export type PlanChange = Schema<"ErpPlanChangeOut">;
export type Connection = Schema<"ErpStateOut">;

/** A customer of an ERP, as a contact is linked with them. */
export type Linked = { contactId: string; erpType: string; customerId: string };

/** An ERP that is down says so at once: whoever answers a customer does not wait for a third attempt. */
const AT_ONCE = { retry: false, staleTime: 30_000 } as const;
const at = ({ erpType, customerId }: Linked) => ({ path: { erp_type: erpType, customer_id: customerId } });
const of = (it: Linked, part: string) => [...keys.erpCard(it.contactId), it.erpType, it.customerId, part] as const;

export const cardOptions = (contactId: string) =>
  queryOptions({
    queryKey: [...keys.erpCard(contactId), "card"],
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/contacts/{contact_id}/erp", { params: { path: { contact_id: contactId } }, signal })),
  });

export const linesOptions = (it: Linked) =>
  queryOptions({
    ...AT_ONCE,
    queryKey: of(it, "lines"),
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/erp/{erp_type}/connection-status/{customer_id}", { params: at(it), signal })),
  });

/** With the light of one contract's line. */
export const signalOptions = (it: Linked, contractId: string) =>
  queryOptions({
    ...AT_ONCE,
    queryKey: of(it, `signal-${contractId}`),
    queryFn: ({ signal }) =>
      ok(
        api.GET("/api/v1/erp/{erp_type}/connection-status/{customer_id}", {
          params: { ...at(it), query: { contract_id: contractId, signal: true } },
          signal,
        }),
      ),
  });

export const plansOptions = (erpType: string) =>
  queryOptions({
    ...AT_ONCE,
    queryKey: keys.erp(erpType, "plans"),
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/erp/{erp_type}/plans", { params: { path: { erp_type: erpType } }, signal })),
  });

export const contractsOptions = (it: Linked) =>
  queryOptions({
    ...AT_ONCE,
    queryKey: of(it, "contracts"),
    queryFn: ({ signal }) =>
      ok(
        api.GET("/api/v1/erp/{erp_type}/contracts", {
          params: { path: { erp_type: it.erpType }, query: { customer_id: it.customerId } },
          signal,
        }),
      ),
  });

export const invoicesOptions = (it: Linked) =>
  queryOptions({
    ...AT_ONCE,
    queryKey: of(it, "invoices"),
    queryFn: ({ signal }) =>
      ok(
        api.GET("/api/v1/erp/{erp_type}/invoices", {
          params: { path: { erp_type: it.erpType }, query: { customer_id: it.customerId } },
          signal,
        }),
      ),
  });

export const ticketsOptions = (it: Linked) =>
  queryOptions({
    ...AT_ONCE,
    queryKey: of(it, "tickets"),
    queryFn: ({ signal }) =>
      ok(
        api.GET("/api/v1/erp/{erp_type}/tickets", {
          params: { path: { erp_type: it.erpType }, query: { customer_id: it.customerId } },
          signal,
        }),
      ),
  });

export const copyOptions = (it: Linked, invoiceId: string) =>
  queryOptions({
    ...AT_ONCE,
    staleTime: 60_000,
    queryKey: of(it, `copy-${invoiceId}`),
    queryFn: ({ signal }) =>
      ok(
        api.POST("/api/v1/erp/{erp_type}/invoices/{invoice_id}/duplicate", {
          params: { path: { erp_type: it.erpType, invoice_id: invoiceId }, query: { customer_id: it.customerId } },
          signal,
        }),
      ),
  });

export const found = (erpType: string, document: string) =>
  ok(api.GET("/api/v1/erp/{erp_type}/customers/{document}", { params: { path: { erp_type: erpType, document } } }));

export const deeds = {
  link: ({ contactId, erpType, customerId }: Linked) =>
    ok(
      api.PUT("/api/v1/contacts/{contact_id}/erp", {
        params: { path: { contact_id: contactId } },
        body: { erp_type: erpType, customer_id: customerId },
      }),
    ),
  unlink: (contactId: string) =>
    ok(api.DELETE("/api/v1/contacts/{contact_id}/erp", { params: { path: { contact_id: contactId } } })),
  unlock: (it: Linked, contractId: string | null, key: string) =>
    ok(
      api.POST("/api/v1/erp/{erp_type}/customers/{customer_id}/unblock", {
        params: at(it),
        body: contractId ? { contract_id: contractId } : {},
        headers: once(key),
      }),
    ),
  changePlan: (it: Linked, contractId: string, planId: string, key: string) =>
    ok(
      api.POST("/api/v1/erp/{erp_type}/customers/{customer_id}/change-plan", {
        params: at(it),
        body: { contract_id: contractId, plan_id: planId },
        headers: once(key),
      }),
    ),
  openTicket: (it: Linked, body: Omit<Schema<"ErpTicketIn">, "customer_id">, key: string) =>
    ok(
      api.POST("/api/v1/erp/{erp_type}/tickets", {
        params: { path: { erp_type: it.erpType } },
        body: { ...body, customer_id: it.customerId },
        headers: once(key),
      }),
    ),
};
