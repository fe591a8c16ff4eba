import { useState } from "react";
import { ApiError } from "@/shared/api/error";
import { toast } from "./toast";

/** The server's words on the fields they speak of. What speaks of no known field is said at the edge of the page. */
export function useErrors<Field extends string>(fields: readonly Field[]) {
  const [errors, setErrors] = useState<Partial<Record<Field, string>>>({});
  return {
    errors,
    clear: (field?: Field) => setErrors((now) => (field ? { ...now, [field]: undefined } : {})),
    set: (field: Field, message: string) => setErrors((now) => ({ ...now, [field]: message })),
    take: (error: unknown) => {
      const told = error instanceof ApiError ? error.details : [];
      const found: Partial<Record<Field, string>> = {};
      for (const { field, message } of told) {
        const known = fields.find((f) => field === f || field.startsWith(`${f}.`) || field.startsWith(`${f}[`));
        if (known) found[known] ??= message;
      }
      setErrors(found);
      if (Object.keys(found).length === 0) toast.failed(error);
    },
  };
}
