import { useMutation, useQuery } from "@tanstack/react-query";
import { FlaskConical, Smartphone, Trash2 } from "lucide-react";
import { type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { keys, queryClient, useMay } from "@/shared/api";
import { lazily } from "@/shared/code";
import { useFormat } from "@/shared/i18n/format";
import { Badge, Button, Field, IconButton, Select, Switch, toast } from "@/shared/ui";
import { casesOptions, hoursOptions, peopleOptions, type Simulation, trials, versionsOptions } from "../api";
import { nextClosed } from "./hours";
import { about, changedNames, sampleOf } from "./lines";
import type { Playing } from "./useSimulation";

const SendDialog = lazily(() => import("./SendDialog"), "SendDialog");

const LANGUAGES = ["pt-BR", "en", "es"] as const;
const EFFECTS =
  "SendMessage CallApi AskErp AskAi StartTimer CancelTimer AddTag RemoveTag SetAttribute SetConsent AddNote Transfer EmitEvent EndSession JumpToFlow ReturnToFlow RecordRating".split(
    " ",
  );

function Part({
  title,
  end,
  children,
  open = true,
}: {
  title: string;
  end?: ReactNode;
  children: ReactNode;
  open?: boolean;
}) {
  return (
    <details open={open} className="border-t border-line py-2">
      <summary className="flex min-h-8 cursor-default items-center gap-2 text-sm font-semibold text-fg">
        {title}
        {end && <span className="ml-auto font-normal">{end}</span>}
      </summary>
      <div className="flex flex-col gap-2 pb-1 pt-1">{children}</div>
    </details>
  );
}

type Props = {
  flowId: string;
  playing: Playing;
  titleOf: (id: string) => string;
  nodes: { id: string; label: string }[];
};

/** Beside the phone: where it stands, what it knows, what would happen, and how to bend time and luck. */
export function Workbench({ flowId, playing, titleOf, nodes }: Props) {
  const { t } = useTranslation("flows");
  const format = useFormat();
  const { simulation } = playing;
  return (
    <div className="flex flex-col">
      {simulation?.outside && <Outside key={simulation.moves} playing={playing} outside={simulation.outside} />}
      {simulation && (
        <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 py-2 text-sm">
          <dt className="text-fg-3">{t(($) => $.sim.node)}</dt>
          <dd className="truncate text-right font-medium text-fg">
            {simulation.node ? titleOf(simulation.node) : "–"}
          </dd>
          <dt className="text-fg-3">{t(($) => $.sim.status)}</dt>
          <dd className="text-right text-fg">{t(($) => $.sim.ends[simulation.status as "running"])}</dd>
        </dl>
      )}
      {simulation && (
        <Part
          title={t(($) => $.sim.clock)}
          end={<span className="tnum text-xs text-fg-3">{format.dateTime(simulation.now)}</span>}
        >
          <Clock playing={playing} simulation={simulation} />
        </Part>
      )}
      {simulation && <Variables playing={playing} simulation={simulation} />}
      {simulation && (
        <Part title={t(($) => $.sim.effects)}>
          <Effects simulation={simulation} titleOf={titleOf} />
        </Part>
      )}
      <Part title={t(($) => $.sim.options)} open={!simulation}>
        <Options flowId={flowId} playing={playing} nodes={nodes} />
      </Part>
      <Cases flowId={flowId} simulation={simulation} />
      <Real flowId={flowId} playing={playing} />
    </div>
  );
}

function Outside({ playing, outside }: { playing: Playing; outside: Record<string, unknown> }) {
  const { t } = useTranslation("flows");
  const [text, setText] = useState(() => sampleOf(outside));
  const [wrong, setWrong] = useState(false);
  const answer = () => {
    try {
      playing.move({ do: "answer", value: JSON.parse(text) });
    } catch {
      setWrong(true);
    }
  };
  return (
    <section
      aria-label={t(($) => $.sim.outside)}
      className="my-2 flex flex-col gap-2 rounded-node border border-violet bg-violet-soft p-3"
    >
      <p className="text-sm text-fg">
        {t(($) => $.sim.outside)} <code className="break-all font-mono text-xs">{about(outside)}</code>
      </p>
      <Field
        label={t(($) => $.sim.answer)}
        rows={4}
        mono
        value={text}
        error={wrong ? t(($) => $.sim.notJson) : null}
        onChange={(next) => {
          setText(next);
          setWrong(false);
        }}
      />
      <div className="flex gap-2">
        <Button look="primary" busy={playing.busy} onPress={answer}>
          {t(($) => $.sim.give)}
        </Button>
        <Button busy={playing.busy} onPress={() => playing.move({ do: "fail" })}>
          {t(($) => $.sim.fail)}
        </Button>
      </div>
    </section>
  );
}

function Clock({ playing, simulation }: { playing: Playing; simulation: Simulation }) {
  const { t } = useTranslation("flows");
  const format = useFormat();
  const waiting = simulation.waiting as { until?: string; expires?: string } | null;
  const due = waiting?.until ?? waiting?.expires;
  const pass = (seconds: number) => playing.move({ do: "pass", seconds });
  const left = due ? Math.max(1, (new Date(due).getTime() - new Date(simulation.now).getTime()) / 1000 + 1) : null;
  return (
    <>
      <div className="flex flex-wrap gap-1">
        <Button isDisabled={playing.busy} onPress={() => pass(300)}>
          {t(($) => $.sim.jump.five)}
        </Button>
        <Button isDisabled={playing.busy} onPress={() => pass(3600)}>
          {t(($) => $.sim.jump.hour)}
        </Button>
        <Button isDisabled={playing.busy} onPress={() => pass(86_400)}>
          {t(($) => $.sim.jump.day)}
        </Button>
        {left !== null && simulation.status === "running" && (
          <Button isDisabled={playing.busy} onPress={() => pass(left)}>
            {t(($) => $.sim.jump.timeout)}
          </Button>
        )}
      </div>
      {due && simulation.status === "running" && (
        <p className="text-xs text-fg-3">{t(($) => $.sim.waits, { time: format.dateTime(due) })}</p>
      )}
      <Switch checked={playing.failing} onChange={playing.setFail}>
        {t(($) => $.sim.failNext)}
      </Switch>
    </>
  );
}

function Variables({ playing, simulation }: { playing: Playing; simulation: Simulation }) {
  const { t } = useTranslation("flows");
  const changed = changedNames(playing.before, simulation.variables);
  const names = Object.keys(simulation.variables);
  const [edited, setEdited] = useState<Record<string, string>>({});
  const apply = () => {
    const values = Object.fromEntries(
      Object.entries(edited).map(([name, text]) => {
        try {
          return [name, JSON.parse(text)];
        } catch {
          return [name, text];
        }
      }),
    );
    setEdited({});
    playing.begin(simulation.lines.find((line) => line.from_contact)?.text, {
      variables: { ...playing.setting.variables, ...values },
    });
  };
  return (
    <Part title={t(($) => $.sim.vars)}>
      {names.length === 0 && <p className="text-sm text-fg-3">{t(($) => $.sim.noVars)}</p>}
      <ul className="flex flex-col gap-1">
        {names.map((name) => {
          const value = simulation.variables[name];
          return (
            <li key={name} className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] items-center gap-2">
              <span className="flex items-center gap-1 truncate font-mono text-xs text-fg-2">
                {name}
                {changed.has(name) && <Badge tone="warn">{t(($) => $.sim.changed)}</Badge>}
              </span>
              <input
                aria-label={t(($) => $.sim.variableEdit, { name })}
                value={edited[name] ?? (typeof value === "string" ? value : JSON.stringify(value))}
                onChange={(event) => setEdited({ ...edited, [name]: event.target.value })}
                className="h-7 min-w-0 rounded-chip border border-line bg-bg px-2 font-mono text-xs text-fg outline-none focus:border-brand"
              />
            </li>
          );
        })}
      </ul>
      {Object.keys(edited).length > 0 && <Button onPress={apply}>{t(($) => $.sim.applyVars)}</Button>}
    </Part>
  );
}

function Effects({ simulation, titleOf }: { simulation: Simulation; titleOf: (id: string) => string }) {
  const { t } = useTranslation("flows");
  const format = useFormat();
  const effects = simulation.effects as Record<string, unknown>[];
  if (effects.length === 0) return <p className="text-sm text-fg-3">{t(($) => $.sim.noEffects)}</p>;
  return (
    <ol className="flex max-h-56 flex-col gap-1 overflow-auto">
      {effects.map((effect, at) => {
        const kind = String(effect.effect);
        const what = about(effect);
        const named = (EFFECTS.includes(kind) ? kind : "other") as "CallApi";
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: what happened never moves
          <li key={at} className="flex gap-2 text-xs">
            <span className="tnum shrink-0 text-fg-3">{format.time(String(effect.at))}</span>
            <span className="min-w-0 break-words text-fg-2">
              {t(($) => $.sim.effect[named], { what: what || kind })}
              {typeof effect.node === "string" && effect.node && (
                <span className="text-fg-3"> · {titleOf(effect.node)}</span>
              )}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

function Options({ flowId, playing, nodes }: { flowId: string; playing: Playing; nodes: Props["nodes"] }) {
  const { t } = useTranslation("flows");
  const { setting, setSetting } = playing;
  const versions = useQuery(versionsOptions(flowId));
  const mayRead = useMay("read:contacts");
  const people = useQuery({ ...peopleOptions, enabled: mayRead });
  return (
    <>
      <Select
        label={t(($) => $.sim.what)}
        value={setting.version}
        onChange={(version) => setSetting({ version })}
        options={[
          { id: "", label: t(($) => $.versions.draft) },
          ...(versions.data ?? []).map((v) => ({
            id: String(v.version),
            label: t(($) => $.versions.number, { version: v.version }),
          })),
        ]}
      />
      <Select
        label={t(($) => $.sim.startAt)}
        value={setting.start}
        onChange={(start) => setSetting({ start })}
        options={[{ id: "", label: t(($) => $.sim.fromStart) }, ...nodes]}
      />
      {mayRead && (
        <Select
          label={t(($) => $.sim.act)}
          value={setting.contactId}
          onChange={(contactId) => setSetting({ contactId })}
          options={[
            { id: "", label: t(($) => $.sim.new) },
            ...[...new Map((people.data ?? []).map((one) => [one.id, one])).values()].map((one) => ({
              id: one.id,
              label: one.name || one.id,
            })),
          ]}
        />
      )}
      {!setting.contactId && (
        <>
          <Field label={t(($) => $.sim.contactName)} value={setting.name} onChange={(name) => setSetting({ name })} />
          <Select
            label={t(($) => $.sim.language)}
            value={setting.language}
            onChange={(language) => setSetting({ language })}
            options={LANGUAGES.map((id) => ({ id, label: t(($) => $.sim.languages[id]) }))}
          />
        </>
      )}
      <Closed playing={playing} />
      {!playing.simulation && (
        <Switch checked={playing.failing} onChange={playing.setFail}>
          {t(($) => $.sim.failNext)}
        </Switch>
      )}
      <p className="text-xs text-fg-3">{t(($) => $.sim.hint)}</p>
    </>
  );
}

function Real({ flowId, playing }: { flowId: string; playing: Playing }) {
  const { t } = useTranslation("flows");
  const may = useMay("publish:flows");
  const [open, setOpen] = useState(false);
  if (!may) return null;
  return (
    <div className="border-t border-line pt-3">
      <Button icon={<Smartphone aria-hidden />} onPress={() => setOpen(true)}>
        {t(($) => $.sim.real)}
      </Button>
      <Suspense>{open && <SendDialog flowId={flowId} flush={playing.flush} onClose={() => setOpen(false)} />}</Suspense>
    </div>
  );
}

/** Outside business hours, as the company's own calendar has them. */
function Closed({ playing }: { playing: Playing }) {
  const { t } = useTranslation("flows");
  const format = useFormat();
  const { setting, setSetting } = playing;
  const hours = useQuery(hoursOptions);
  const at = hours.data ? nextClosed(hours.data, new Date()) : null;
  const never = hours.data != null && at === null;
  return (
    <div>
      <Switch checked={setting.closed && !never} disabled={never} onChange={(closed) => setSetting({ closed })}>
        {t(($) => $.sim.closed)}
      </Switch>
      {at && (
        <p className="mt-1 text-xs text-fg-3">
          {t(($) => $.sim.closedAt, { time: format.dateTime(at.toISOString()) })}
        </p>
      )}
      {never && <p className="mt-1 text-xs text-fg-3">{t(($) => $.sim.neverClosed)}</p>}
    </div>
  );
}

function Cases({ flowId, simulation }: { flowId: string; simulation: Simulation | null }) {
  const { t } = useTranslation("flows");
  const mayEdit = useMay("write:flows");
  const cases = useQuery(casesOptions(flowId));
  const [name, setName] = useState<string | null>(null);
  const done = () => void queryClient.invalidateQueries({ queryKey: keys.flowCases(flowId) });
  const keep = useMutation({
    mutationFn: () => trials.keep(flowId, (simulation as Simulation).id, (name ?? "").trim()),
    onSuccess: () => {
      setName(null);
      toast.done(t(($) => $.sim.caseSaved));
      done();
    },
    onError: toast.failed,
  });
  const forget = useMutation({
    mutationFn: (id: string) => trials.forget(flowId, id),
    onSuccess: done,
    onError: toast.failed,
  });
  return (
    <Part
      title={t(($) => $.sim.cases)}
      end={<span className="tnum text-xs text-fg-3">{cases.data?.length ?? 0}</span>}
      open={name !== null || (cases.data?.length ?? 0) > 0}
    >
      {cases.data?.length === 0 && <p className="text-sm text-fg-3">{t(($) => $.sim.noCases)}</p>}
      <ul className="flex flex-col gap-1">
        {cases.data?.map((one) => (
          <li key={one.id} className="flex items-center gap-2 text-sm text-fg">
            <FlaskConical className="size-4 shrink-0 text-fg-3" aria-hidden />
            <span className="min-w-0 flex-1 truncate">{one.name}</span>
            {mayEdit && (
              <IconButton
                className="size-6"
                label={t(($) => $.sim.removeCase, { name: one.name })}
                onPress={() => forget.mutate(one.id)}
              >
                <Trash2 aria-hidden />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
      {simulation && mayEdit && (
        <form
          className="flex items-end gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            if (name?.trim()) keep.mutate();
          }}
        >
          <Field
            className="min-w-0 flex-1"
            label={t(($) => $.sim.caseName)}
            value={name ?? ""}
            onChange={setName}
            maxLength={120}
          />
          <Button type="submit" busy={keep.isPending} isDisabled={!name?.trim()} className="h-9">
            {t(($) => $.sim.save)}
          </Button>
        </form>
      )}
    </Part>
  );
}
