import type { components } from "./schema";

/** A shape of the API by its name in the OpenAPI document. */
export type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];

/** A page of a list as the API answers it. */
export type Page<Item> = { data: Item[]; pagination: Schema<"Pagination"> };
