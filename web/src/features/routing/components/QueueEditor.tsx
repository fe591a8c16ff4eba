import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, keys } from "@/shared/api";
import { Button, Checkbox, Confirm, Drawer, Field, Radios, Select, Switch, toast, useDeed } from "@/shared/ui";
import { agentsOptions, calendarsOptions, deeds, departmentsOptions, type Queue, queuesOptions } from "../api";
import { FIELD_OF, type Figure, type QueueForm, queueDraft, queueForm, STRATEGIES, wrongFigures } from "../model";
import { Skills } from "./Skills";

type Errors = Partial<Record<keyof QueueForm, string>>;
type PartProps = { form: QueueForm; errors: Errors; set: (change: Partial<QueueForm>) => void };

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="border-t border-line pt-4 first:border-0 first:pt-0">
      <h3 className="mb-3 text-base font-semibold">{title}</h3>
      <div className="grid items-start gap-4 sm:grid-cols-2">{children}</div>
    </section>
  );
}

function FigureField({
  name,
  label,
  hint,
  form,
  errors,
  set,
}: PartProps & { name: Figure; label: string; hint?: string }) {
  return (
    <Field
      label={label}
      hint={hint}
      inputMode="decimal"
      value={form[name]}
      error={errors[name]}
      onChange={(value) => set({ [name]: value })}
    />
  );
}

/** Whose conversations they are, and who answers them. */
function Basics(props: PartProps) {
  const { t } = useTranslation("routing");
  const { form, errors, set } = props;
  const departments = useQuery(departmentsOptions);
  const calendars = useQuery(calendarsOptions);
  const agents = useQuery(agentsOptions);
  const none = { id: "none", label: t(($) => $.none) };
  const named = (items: { id: string; name: string }[] | undefined) => [
    none,
    ...(items ?? []).map(({ id, name }) => ({ id, label: name })),
  ];
  return (
    <>
      <section className="grid items-start gap-4 sm:grid-cols-2">
        <Field
          label={t(($) => $.queue.name)}
          value={form.name}
          error={errors.name}
          onChange={(name) => set({ name })}
          isRequired
          autoFocus
          className="sm:col-span-2"
        />
        <Select
          label={t(($) => $.queue.department)}
          options={named(departments.data?.data)}
          value={form.department || "none"}
          error={errors.department}
          onChange={(id) => set({ department: id === "none" ? "" : id })}
        />
        <Select
          label={t(($) => $.queue.calendar)}
          hint={t(($) => $.queue.calendarHint)}
          options={named(calendars.data?.data)}
          value={form.calendar || "none"}
          error={errors.calendar}
          onChange={(id) => set({ calendar: id === "none" ? "" : id })}
        />
        <Switch checked={form.isDefault} onChange={(isDefault) => set({ isDefault })}>
          {t(($) => $.queue.isDefault)}
        </Switch>
      </section>
      <Part title={t(($) => $.queue.people)}>
        {agents.data?.data.length === 0 && <p className="text-sm text-fg-2">{t(($) => $.queue.noPeople)}</p>}
        {agents.data?.data.map((agent) => (
          <Checkbox
            key={agent.user_id}
            checked={form.members.includes(agent.user_id)}
            onChange={(on) =>
              set({
                members: on
                  ? [...form.members, agent.user_id]
                  : form.members.filter((member) => member !== agent.user_id),
              })
            }
          >
            {agent.name}
          </Checkbox>
        ))}
        {errors.members && <p className="text-xs text-danger">{errors.members}</p>}
      </Part>
    </>
  );
}

function Rules(props: PartProps & { own: string | null }) {
  const { t } = useTranslation("routing");
  const { form, errors, set, own } = props;
  const queues = useQuery(queuesOptions);
  const others = (queues.data?.data ?? []).filter((one) => one.id !== own);
  return (
    <>
      <Part title={t(($) => $.queue.distribution)}>
        <div className="sm:col-span-2">
          <Radios
            label={t(($) => $.queue.strategy)}
            value={form.strategy}
            onChange={(id) => set({ strategy: id as QueueForm["strategy"] })}
            options={STRATEGIES.map((id) => ({ id, label: t(($) => $.queue.strategies[id]) }))}
          />
        </div>
        <FigureField
          {...props}
          name="priority"
          label={t(($) => $.queue.priority)}
          hint={t(($) => $.queue.priorityHint)}
        />
        <FigureField {...props} name="mostEach" label={t(($) => $.queue.most_each)} hint={t(($) => $.queue.mostHint)} />
        <FigureField {...props} name="wrapUp" label={t(($) => $.queue.wrapUp)} />
        <fieldset className="sm:col-span-2">
          <legend className="mb-1.5 text-sm font-medium">{t(($) => $.queue.skills)}</legend>
          <Skills skills={form.skills} onChange={(skills) => set({ skills })} error={errors.skills} />
        </fieldset>
      </Part>
      <Part title={t(($) => $.queue.sla)}>
        <FigureField {...props} name="firstAnswer" label={t(($) => $.queue.first_answer)} />
        <FigureField {...props} name="resolution" label={t(($) => $.queue.resolution)} />
        <FigureField {...props} name="warnPercent" label={t(($) => $.queue.warn_percent)} />
      </Part>
      <Part title={t(($) => $.queue.overflow)}>
        <Select
          label={t(($) => $.queue.overflowTo)}
          options={[{ id: "none", label: t(($) => $.none) }, ...others.map(({ id, name }) => ({ id, label: name }))]}
          value={form.overflowTo || "none"}
          error={errors.overflowTo}
          onChange={(id) => set({ overflowTo: id === "none" ? "" : id })}
        />
        {form.overflowTo && (
          <>
            <FigureField {...props} name="after" label={t(($) => $.queue.after)} />
            <FigureField {...props} name="longerThan" label={t(($) => $.queue.when_longer_than)} />
            <Switch checked={form.whenNobody} onChange={(whenNobody) => set({ whenNobody })}>
              {t(($) => $.queue.when_nobody)}
            </Switch>
          </>
        )}
      </Part>
      <Part title={t(($) => $.queue.inactivity)}>
        <FigureField {...props} name="customerWarn" label={t(($) => $.queue.customer_warn)} />
        <FigureField {...props} name="customerResolve" label={t(($) => $.queue.customer_resolve)} />
        <Field
          label={t(($) => $.queue.customer_message)}
          rows={2}
          value={form.customerMessage}
          error={errors.customerMessage}
          onChange={(customerMessage) => set({ customerMessage })}
          className="sm:col-span-2"
        />
        <FigureField {...props} name="agentWarn" label={t(($) => $.queue.agent_warn)} />
        <FigureField {...props} name="agentReturn" label={t(($) => $.queue.agent_return)} />
        <Field
          label={t(($) => $.queue.closed_message)}
          rows={2}
          value={form.closedMessage}
          error={errors.closedMessage}
          onChange={(closedMessage) => set({ closedMessage })}
          className="sm:col-span-2"
        />
      </Part>
    </>
  );
}

/** Everything about one queue, or a new one. */
export function QueueEditor({ queue, onClose }: { queue: Queue | null; onClose: () => void }) {
  const { t } = useTranslation("routing");
  const { t: common } = useTranslation();
  const [form, setForm] = useState(() => queueForm(queue));
  const [errors, setErrors] = useState<Errors>({});
  const [asking, setAsking] = useState(false);
  const { busy, act } = useDeed();
  const set = (change: Partial<QueueForm>) => {
    setErrors((now) => ({ ...now, ...Object.fromEntries(Object.keys(change).map((name) => [name, undefined])) }));
    setForm((now) => ({ ...now, ...change }));
  };
  const refused = (error: unknown) => {
    const told = error instanceof ApiError ? error.details : [];
    const found = told.flatMap(({ field, message }) => (FIELD_OF[field] ? [[FIELD_OF[field], message]] : []));
    setErrors(Object.fromEntries(found));
    if (found.length === 0) toast.failed(error);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wrong = wrongFigures(form);
    if (wrong.length > 0) {
      setErrors(Object.fromEntries(wrong.map((name) => [name, t(($) => $.queue.notANumber)])));
      return;
    }
    void act({
      run: (key) => deeds.queue(queue?.id ?? null, queueDraft(form), key),
      changes: [keys.queues(), keys.agents()],
      done: t(($) => $.queues.saved),
      failed: refused,
      after: onClose,
    });
  };
  const remove = () =>
    act({
      run: () => deeds.removeQueue(queue?.id ?? ""),
      changes: [keys.queues()],
      done: t(($) => $.queues.removed),
      failed: (error) => {
        setAsking(false);
        toast.failed(error);
      },
      after: onClose,
    });
  return (
    <Drawer
      open
      wide
      onClose={onClose}
      title={queue?.name ?? t(($) => $.queues.add)}
      actions={
        <>
          {queue && (
            <Button size="form" className="mr-auto text-danger" onPress={() => setAsking(true)}>
              {common(($) => $.delete)}
            </Button>
          )}
          <Button size="form" look="primary" type="submit" form="queue" busy={busy}>
            {common(($) => $.save)}
          </Button>
        </>
      }
    >
      <form id="queue" onSubmit={submit} className="flex flex-col gap-5">
        <Basics form={form} errors={errors} set={set} />
        <Rules form={form} errors={errors} set={set} own={queue?.id ?? null} />
      </form>
      {asking && queue && (
        <Confirm
          open
          onClose={() => setAsking(false)}
          title={t(($) => $.queues.removeAsk, { name: queue.name })}
          action={common(($) => $.delete)}
          onConfirm={() => void remove()}
          busy={busy}
        >
          {t(($) => $.queues.removeHint)}
        </Confirm>
      )}
    </Drawer>
  );
}
