import { useNavigate } from "@tanstack/react-router";
import { CirclePause, CirclePlay, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { Button, Confirm, Field, useDeed, useErrors } from "@/shared/ui";
import { type Company, changes, deeds, type Line } from "../api";
import { among, LIMITS } from "../model";

type Props = { company: Company; lines: Line[] };

/** Whether it works: holding it, letting it go on, deleting it for good. */
export function Doings({ company, lines }: Props) {
  const { t } = useTranslation("platform");
  const own = useSession((s) => s.me?.tenant.id === company.id);
  const [asked, setAsked] = useState<"suspend" | "erase" | null>(null);
  const { busy, act } = useDeed();
  if (company.status === "deleting") return null;
  const reactivate = () =>
    act({
      run: () => deeds.reactivate(company.id),
      changes: changes(company.id),
      done: t(($) => $.suspend.ended, { name: company.name }),
    });
  return (
    <>
      {company.status === "suspended" ? (
        <Button look="primary" icon={<CirclePlay aria-hidden />} busy={busy} onPress={() => void reactivate()}>
          {t(($) => $.suspend.end)}
        </Button>
      ) : (
        // Nobody locks themselves out.
        !own && (
          <Button icon={<CirclePause aria-hidden />} onPress={() => setAsked("suspend")}>
            {t(($) => $.suspend.go)}
          </Button>
        )
      )}
      {!own && (
        <Button icon={<Trash2 aria-hidden />} className="text-danger" onPress={() => setAsked("erase")}>
          {t(($) => $.erase.open)}
        </Button>
      )}
      {asked === "suspend" && <Suspend company={company} onClose={() => setAsked(null)} />}
      {asked === "erase" && <Erase company={company} lines={lines} onClose={() => setAsked(null)} />}
    </>
  );
}

function Suspend({ company, onClose }: { company: Company; onClose: () => void }) {
  const { t } = useTranslation("platform");
  const [reason, setReason] = useState("");
  const { errors, clear, take } = useErrors(["reason"] as const);
  const { busy, act } = useDeed();
  const go = () =>
    void act({
      run: () => deeds.suspend(company.id, reason),
      changes: changes(company.id),
      done: t(($) => $.suspend.done, { name: company.name }),
      failed: take,
      after: onClose,
    });
  return (
    <Confirm
      open
      onClose={onClose}
      title={t(($) => $.suspend.title, { name: company.name })}
      action={t(($) => $.suspend.go)}
      busy={busy}
      ready={reason.trim() !== ""}
      onConfirm={go}
    >
      <p className="mb-3">{t(($) => $.suspend.hint)}</p>
      <Field
        label={t(($) => $.suspend.reason)}
        hint={t(($) => $.suspend.reasonHint)}
        value={reason}
        error={errors.reason}
        onChange={(text) => {
          clear("reason");
          setReason(text);
        }}
        rows={2}
      />
    </Confirm>
  );
}

function Erase({ company, lines, onClose }: Props & { onClose: () => void }) {
  const { t } = useTranslation("platform");
  const format = useFormat();
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const { busy, act } = useDeed();
  const go = () =>
    void act({
      run: () => deeds.erase(company.id, typed.trim()),
      changes: changes(company.id),
      done: t(($) => $.erase.begun, { name: company.name }),
      after: () => void navigate({ to: "/platform/companies" }),
    });
  return (
    <Confirm
      open
      onClose={onClose}
      title={t(($) => $.erase.title, { name: company.name })}
      action={t(($) => $.erase.go)}
      busy={busy}
      ready={typed.trim() === company.slug}
      onConfirm={go}
    >
      <p className="mb-2 text-fg">{t(($) => $.erase.hint)}</p>
      <ul className="mb-3 list-disc pl-5 text-sm">
        {lines.map(({ limit, used }) => {
          const known = among(LIMITS, limit);
          return known && used ? (
            <li key={limit}>
              {t(($) => $.erase.line, { what: t(($) => $.limit[known]), amount: format.number(used) })}
            </li>
          ) : null;
        })}
        <li>{t(($) => $.erase.rest)}</li>
      </ul>
      <p className="mb-3 text-sm">{t(($) => $.erase.stays)}</p>
      <Field
        label={t(($) => $.erase.type, { slug: company.slug })}
        value={typed}
        onChange={setTyped}
        autoComplete="off"
        mono
      />
    </Confirm>
  );
}
