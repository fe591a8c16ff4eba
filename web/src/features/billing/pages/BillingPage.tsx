import { useQuery } from "@tanstack/react-query";
import { BellRing, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useActions } from "@/shared/actions";
import { ApiError, keys, queryClient, useMay } from "@/shared/api";
import {
  Bones,
  Button,
  Confirm,
  Crumb,
  Empty,
  Failed,
  PageBody,
  PageHead,
  Refreshing,
  toast,
  useDeed,
} from "@/shared/ui";
import { deeds, type Rule, rulesOptions } from "../api";
import { Preview } from "../components/Preview";
import { RuleForm } from "../components/RuleForm";
import { RuleRow } from "../components/RuleRow";
import { bodyOf, byDays, formOf } from "../model";

type Open = { what: "form"; rule: Rule | null; refused?: ApiError } | { what: "preview" | "remove"; rule: Rule } | null;

/** Who owes is written to by these rules; each with what came of it. */
export function BillingPage() {
  const { t } = useTranslation("billing");
  const may = useMay("write:billing");
  const rules = useQuery(rulesOptions);
  const [open, setOpen] = useState<Open>(null);
  const { busy, act } = useDeed();
  const close = () => setOpen(null);
  const add = () => setOpen({ what: "form", rule: null });
  useActions(
    may
      ? [
          {
            id: "billing:new",
            label: t(($) => $.list.new),
            group: t(($) => $.title),
            keys: "n",
            icon: <Plus aria-hidden />,
            run: add,
          },
        ]
      : [],
  );
  const turn = (rule: Rule, active: boolean) =>
    act({
      run: () => deeds.change(rule.id, rule.version, bodyOf({ ...formOf(rule), active })),
      changes: [keys.reminders()],
      done: t(($) => (active ? $.list.on : $.list.off)),
      failed: (error) => {
        const told = error instanceof ApiError ? error : null;
        // What it lacks is mended where it is told.
        if (told && told.details.length > 0) return setOpen({ what: "form", rule, refused: told });
        toast.failed(error);
        void queryClient.invalidateQueries({ queryKey: keys.reminders() });
      },
    });
  const newest = async (id: string) => {
    const { data } = await queryClient.fetchQuery({ ...rulesOptions, staleTime: 0 }).catch(() => ({ data: [] }));
    const rule = data.find((one) => one.id === id);
    setOpen(rule ? { what: "form", rule } : null);
  };
  const fresh = (
    <Button look="primary" icon={<Plus aria-hidden />} onPress={add}>
      {t(($) => $.list.new)}
    </Button>
  );
  const all = rules.data?.data ?? [];
  return (
    <PageBody>
      <Refreshing busy={rules.isFetching && !rules.isPending} />
      <PageHead
        back={<Crumb to="/settings">{t(($) => $.settings)}</Crumb>}
        title={t(($) => $.title)}
        about={t(($) => $.about)}
        end={may && all.length > 0 && fresh}
      />
      {rules.data ? (
        all.length > 0 ? (
          <ul aria-label={t(($) => $.title)} className="flex flex-col gap-3">
            {byDays(all).map((rule) => (
              <RuleRow
                key={rule.id}
                rule={rule}
                busy={busy}
                onSwitch={(active) => void turn(rule, active)}
                onPreview={() => setOpen({ what: "preview", rule })}
                onEdit={() => setOpen({ what: "form", rule })}
                onRemove={() => setOpen({ what: "remove", rule })}
              />
            ))}
          </ul>
        ) : (
          <Empty icon={<BellRing aria-hidden />} title={t(($) => $.list.none)} action={may && fresh}>
            {t(($) => $.list.noneHint)}
          </Empty>
        )
      ) : rules.isError ? (
        <Failed error={rules.error} retry={() => void rules.refetch()} />
      ) : (
        <Bones rows={4} className="h-20" />
      )}
      {open?.what === "form" && (
        <RuleForm
          key={`${open.rule?.id} ${open.rule?.version}`}
          rule={open.rule}
          refused={open.refused}
          onClose={close}
          onSaved={(rule) => setOpen(open.rule ? null : { what: "preview", rule })}
          onStale={() => open.rule && void newest(open.rule.id)}
        />
      )}
      {open?.what === "preview" && <Preview rule={open.rule} onClose={close} />}
      {open?.what === "remove" && (
        <Confirm
          open
          onClose={close}
          title={t(($) => $.remove.title, { name: open.rule.name })}
          action={t(($) => $.remove.action)}
          busy={busy}
          onConfirm={() =>
            void act({
              run: () => deeds.remove(open.rule.id),
              changes: [keys.reminders()],
              done: t(($) => $.remove.done),
              after: close,
            })
          }
        >
          {t(($) => $.remove.hint)}
        </Confirm>
      )}
    </PageBody>
  );
}
