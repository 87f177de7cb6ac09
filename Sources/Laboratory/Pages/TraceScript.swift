/// What brings the page of a trace to life. It reads the trace's JSON, which stands in the page, and nothing else.
enum TraceScript {
  static let js = #"""
    "use strict";
    const trace = JSON.parse(document.getElementById("trace").textContent);
    const $ = id => document.getElementById(id);
    function el(name, attributes, ...children) {
      const node = document.createElement(name);
      for (const [key, value] of Object.entries(attributes || {})) {
        if (value === null || value === undefined || value === false) continue;
        if (key === "class") node.className = value;
        else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
        else node.setAttribute(key, value === true ? "" : value);
      }
      node.append(...children.filter(child => child !== null && child !== undefined));
      return node;
    }
    const counted = count => count === 1 ? "1 byte" : count + " bytes";
    const bytesOf = hex => hex.match(/../g) || [];
    const ms = microseconds => (microseconds / 1000).toFixed(3) + " ms";
    const short = hex => hex.length > 64 ? hex.slice(0, 64) + "…" : hex;
    let serial = 0;

    // Bytes and their fields, side by side: each shows the other.
    function annotated(hex, root, caption) {
      const bytes = bytesOf(hex), owner = new Array(bytes.length).fill(null), path = [];
      const id = "a" + (++serial);
      let leaves = 0;
      const nodes = [];
      function item(field, parents, section) {
        const number = nodes.length, here = field.section || section;
        const node = { field, parents, section: here, spans: [], item: null };
        nodes.push(node);
        const isLeaf = !field.children;
        if (isLeaf) {
          node.colour = leaves++ % 6;
          for (let index = field.start; index < field.end; index++) owner[index] = node;
        }
        const line = el("span", { class: "f" + (field.unknown ? " unknown" : "") },
          el("span", { class: "r" }, counted(field.end - field.start)),
          isLeaf ? el("span", { class: "swatch b" + node.colour }) : null,
          el("span", { class: "n" }, field.name),
          field.value ? el("span", { class: "v" }, field.value) : null);
        const entry = el("li", { role: "treeitem", tabindex: nodes.length === 1 ? "0" : "-1", "data-node": number,
          "aria-expanded": isLeaf ? null : "true" }, line);
        node.item = entry;
        if (!isLeaf) {
          const list = el("ul", { role: "group" });
          for (const child of field.children) list.append(item(child, parents.concat(node), here));
          entry.append(list);
        }
        return entry;
      }
      const tree = el("ul", { class: "tree", role: "tree", "aria-label": "Fields of " + caption });
      for (const child of root.children || [root]) tree.append(item(child, [], root.section || ""));
      const grid = el("div", { class: "hex", tabindex: "0", role: "group",
        "aria-label": "Bytes of " + caption + "; arrow keys move over them", "aria-describedby": id });
      const spans = [];
      for (let start = 0; start < bytes.length; start += 16) {
        const row = el("div", { class: "l" }, el("span", { class: "o", "aria-hidden": "true" }, start.toString(16).padStart(4, "0")));
        for (let index = start; index < Math.min(bytes.length, start + 16); index++) {
          const node = owner[index];
          const span = el("i", { class: node ? "b" + node.colour : "", "data-i": index }, bytes[index]);
          if (node) { span.dataset.leaf = nodes.indexOf(node); node.spans.push(span); }
          spans.push(span);
          row.append(span);
        }
        grid.append(row);
      }
      const about = el("p", { class: "about", id, "aria-live": "polite" },
        "Point at a byte or a field, or move with the arrow keys.");
      let lit = [];
      function light(node, at) {
        for (const thing of lit) thing.classList.remove("on", "at");
        lit = [];
        if (!node) return;
        for (let index = node.field.start; index < node.field.end; index++) {
          spans[index].classList.add("on");
          lit.push(spans[index]);
        }
        if (at !== undefined) { spans[at].classList.add("at"); }
        node.item.classList.add("on");
        lit.push(node.item);
        const names = node.parents.map(parent => parent.field.name).concat(node.field.name);
        const where = node.field.end - node.field.start === 0 ? "no bytes" :
          "bytes " + node.field.start + " to " + (node.field.end - 1);
        about.replaceChildren(
          el("b", {}, names.join(" › ")), node.field.value ? ": " + node.field.value : "",
          node.field.meaning ? " — " + node.field.meaning + "." : "",
          el("span", { class: "sec" }, " (" + where + (node.section ? "; " + node.section : "") + ")"));
      }
      grid.addEventListener("mouseover", event => {
        const span = event.target.closest("i[data-leaf]");
        if (!span) return;
        const node = nodes[Number(span.dataset.leaf)];
        light(node, Number(span.dataset.i));
        node.item.scrollIntoView({ block: "nearest" });
      });
      let cursor = 0;
      grid.addEventListener("keydown", event => {
        const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 16, ArrowUp: -16, Home: -cursor, End: bytes.length - 1 - cursor }[event.key];
        if (step === undefined) return;
        event.preventDefault();
        cursor = Math.max(0, Math.min(bytes.length - 1, cursor + step));
        if (!owner[cursor]) return;
        light(owner[cursor], cursor);
        spans[cursor].scrollIntoView({ block: "nearest" });
      });
      const show = target => {
        const entry = target.closest && target.closest("li[data-node]");
        if (!entry) return;
        const node = nodes[Number(entry.dataset.node)];
        light(node);
        if (spans[node.field.start]) {
          const span = spans[node.field.start], top = span.offsetTop - grid.offsetTop;
          if (top < grid.scrollTop || top > grid.scrollTop + grid.clientHeight - 24) grid.scrollTop = top - 40;
        }
      };
      tree.addEventListener("mouseover", event => show(event.target));
      tree.addEventListener("focusin", event => show(event.target));
      tree.addEventListener("keydown", event => {
        const entry = event.target.closest("li[data-node]");
        if (!entry) return;
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        const number = Number(entry.dataset.node);
        const next = step ? nodes[number + step] : event.key === "Home" ? nodes[0] : event.key === "End" ? nodes[nodes.length - 1] : null;
        if (!next) return;
        event.preventDefault();
        entry.tabIndex = -1;
        next.item.tabIndex = 0;
        next.item.focus();
      });
      return el("div", { class: "annotated" }, el("div", { class: "split" }, grid, tree), about);
    }

    function lazily(details, build) {
      details.addEventListener("toggle", () => {
        if (!details.open || details.dataset.built) return;
        details.dataset.built = "yes";
        details.append(build());
      });
      details.fill = () => {
        if (details.dataset.built) return;
        details.dataset.built = "yes";
        details.append(build());
      };
      return details;
    }

    // The sequence diagram.
    function recordLine(record) {
      const inside = record.parts.length ? record.parts.map(part => trace.messages[part.message] ? trace.messages[part.message].name : "part").join(", ") : record.type;
      return "record " + record.index + ": " + counted(record.raw.length / 2) + ", " +
        (record.protected ? record.epoch + " keys, number " + record.sequence : "not protected") + " (" + inside + ")";
    }
    function recordDetails(record) {
      const details = el("details", { class: "sub record" }, el("summary", {}, "On the wire: " + recordLine(record)));
      return lazily(details, () => {
        const box = el("div", {});
        box.append(annotated(record.raw, record.fields, "record " + record.index));
        if (record.inner) {
          const type = { change_cipher_spec: "14", alert: "15", handshake: "16", application_data: "17" }[record.type] || "17";
          const plain = record.content + type + "00".repeat(record.padding);
          box.append(el("h3", {}, "Decrypted"), annotated(plain, record.inner, "record " + record.index + ", decrypted"));
        }
        return box;
      });
    }
    function arrow(sender, isPlain, name, what, microseconds, build, id) {
      const row = el("div", { class: "row" }, el("span", { class: "twist", "aria-hidden": "true" }, "▸"),
        el("span", { class: "name" }, name), el("span", { class: "what" }, what), el("span", { class: "what" }, ms(microseconds)),
        el("span", { class: "out" }, "sent by the " + sender));
      const details = el("details", { class: "arrow from-" + sender + (isPlain ? " plain" : ""), id },
        el("summary", {}, row, el("div", { class: "line", "aria-hidden": "true" })));
      return el("li", {}, lazily(details, build));
    }
    function sequence() {
      const list = $("sequence");
      const shownRecords = new Set();
      for (const event of trace.events) {
        if (event.kind === "message") {
          const message = trace.messages[event.index];
          const records = message.records.map(index => trace.records[index]);
          const first = records[0];
          const what = counted(message.length) + (first && first.protected ? ", " + first.epoch + " keys" : ", in the clear");
          list.append(arrow(message.sender, !(first && first.protected), message.name, what, message.microseconds, () => {
            const box = el("div", { class: "open" });
            if (message.fields.meaning) box.append(el("p", {}, message.fields.meaning, " ", el("span", { class: "soft" }, message.fields.section)));
            box.append(annotated(message.bytes, message.fields, message.name));
            for (const record of records) if (!shownRecords.has(record.index)) {
              shownRecords.add(record.index);
              box.append(recordDetails(record));
            }
            return box;
          }, "m" + message.index));
        } else if (event.kind === "record") {
          const record = trace.records[event.index];
          if (record.parts.length) continue;
          const field = record.inner || record.fields;
          const alert = record.type === "alert" && record.content ? (field.children || []).find(child => child.name === "description") : null;
          const name = alert ? "Alert: " + alert.value : { application_data: "Application data", change_cipher_spec: "change_cipher_spec" }[record.type] || record.type;
          const what = (record.content !== null ? counted(record.content.length / 2) : "not opened") + (record.protected ? ", " + record.epoch + " keys" : ", in the clear");
          shownRecords.add(record.index);
          list.append(arrow(record.sender, !record.protected, name, what, record.microseconds, () => {
            const box = el("div", { class: "open" });
            const sub = recordDetails(record);
            sub.open = true;
            sub.fill();
            box.append(sub);
            return box;
          }, "r" + record.index));
        } else if (event.kind === "state") {
          list.append(el("li", { class: "state " + event.side[0] }, el("span", { class: "pill" }, event.side + ": " + event.from + " → ", el("b", {}, event.to))));
        } else if (event.kind === "failure") {
          list.append(el("li", {}, el("div", { class: "fault" }, "The " + event.side + " failed: " + event.text + "." +
            (event.alert ? (event.alertReceived ? " Alert received: " : " Alert sent: ") + event.alert + "." : "") + (event.rule ? " (" + event.rule + ")" : ""))));
        } else if (event.kind === "key") {
          const step = trace.keySchedule[event.index];
          const isSecret = /Secret$|_secret(_\d+)?$/.test(step.name);
          if (isSecret) list.append(el("li", { class: "keypill" }, el("a", { href: "#k" + event.index }, "now known: " + step.name)));
        }
      }
    }

    // The key schedule.
    function stepBox(index, extra) {
      const step = trace.keySchedule[index];
      const verdict = step.agrees === true ? el("span", { class: "ok" }, " ✓") : step.agrees === false ? el("span", { class: "no" }, " ✗") : null;
      return el("button", { class: "box " + (extra || ""), id: "k" + index, "aria-pressed": "false", onclick: () => showStep(index),
        onfocus: () => showStep(index) },
        el("b", {}, step.name, verdict), step.label ? el("span", { class: "op" }, "“" + step.label + "”") : el("span", { class: "op" }, step.operation),
        el("code", {}, short(step.output)));
    }
    function showStep(index) {
      const step = trace.keySchedule[index];
      for (const box of document.querySelectorAll(".box.shown")) { box.classList.remove("shown"); box.setAttribute("aria-pressed", "false"); }
      const box = $("k" + index);
      if (box) { box.classList.add("shown"); box.setAttribute("aria-pressed", "true"); }
      const list = el("dl", {});
      for (const input of step.inputs) list.append(el("dt", {}, input.role), el("dd", {}, input.name, " ", el("code", {}, input.bytes)));
      if (step.label) list.append(el("dt", {}, "label"), el("dd", {}, el("code", {}, "tls13 " + step.label)));
      list.append(el("dt", {}, "output"), el("dd", {}, el("code", {}, step.output)));
      if (step.after !== null && trace.messages[step.after]) {
        const message = trace.messages[step.after];
        list.append(el("dt", {}, "known after"), el("dd", {}, el("a", { href: "#m" + step.after }, message.sender + "'s " + message.name)));
      }
      $("step").replaceChildren(el("b", {}, step.name + " = " + step.operation), " — " + step.meaning + ". ",
        el("span", { class: "soft" }, step.section + (step.agrees === true ? "; the connection has the same" : "")), list);
      $("step").hidden = false;
    }
    function schedule() {
      const steps = trace.keySchedule, place = $("schedule");
      if (!steps.length) { place.append(el("p", {}, "There are no secrets: the handshake did not come that far.")); return; }
      const used = new Set();
      const byName = name => steps.findIndex(step => step.name === name);
      const childrenOf = name => steps.map((step, index) => index).filter(index => !used.has(index) &&
        steps[index].inputs.some(input => input.step && input.name === name && (input.role === "secret")));
      function branch(name) {
        const list = el("ul", { class: "branch" });
        for (const index of childrenOf(name)) {
          const step = steps[index];
          if (step.label === "derived") continue;
          used.add(index);
          const entry = el("li", {}, stepBox(index));
          const small = el("div", { class: "leafs" });
          const grow = parent => {
            for (const child of childrenOf(parent)) {
              used.add(child);
              small.append(stepBox(child));
              grow(steps[child].name);
            }
          };
          grow(step.name);
          if (small.children.length) entry.append(small);
          list.append(entry);
        }
        return list;
      }
      const stages = ["Early Secret", "Handshake Secret", "Main Secret"].map(byName).filter(index => index >= 0);
      for (const index of stages) used.add(index);
      stages.forEach((index, number) => {
        const step = steps[index], input = step.inputs.find(input => input.role === "IKM");
        const row = el("div", { class: "stage" });
        row.append(el("div", { class: "box" }, el("span", { class: "op" }, "goes in"), el("b", {}, input.name), el("code", {}, short(input.bytes))),
          el("div", { class: "to", "aria-hidden": "true" }));
        const next = steps.findIndex(other => other.label === "derived" && other.inputs[0].name === step.name);
        const out = branch(step.name);
        row.append(el("div", { class: "tall" }, stepBox(index, "main"), next >= 0 ? el("div", { class: "grow", "aria-hidden": "true" }) : null),
          out.children.length ? el("div", { class: "to", "aria-hidden": "true" }) : el("div", {}), out);
        if (next >= 0) {
          used.add(next);
          row.append(el("div", { class: "down", "aria-hidden": "true" }), el("div", { class: "mid" }, stepBox(next)));
          if (number + 1 < stages.length) row.append(el("div", { class: "down", "aria-hidden": "true" }));
        }
        place.append(row);
      });
    }

    // Certificates.
    function find(field, name) {
      if (field.name === name) return field;
      for (const child of field.children || []) { const found = find(child, name); if (found) return found; }
      return null;
    }
    function every(field, test, into) { if (test(field)) into.push(field); for (const child of field.children || []) every(child, test, into); return into; }
    function certificates() {
      const place = $("certificates");
      let count = 0;
      for (const message of trace.messages) {
        if (message.name !== "Certificate") continue;
        const found = every(message.fields, field => field.name === "Certificate" && field.section === "RFC 5280, Section 4.1", []);
        found.forEach((field, index) => {
          count++;
          const list = el("dl", {});
          const add = (name, value) => { if (value) list.append(el("dt", {}, name), el("dd", {}, value)); };
          const nameOf = part => { const name = find(field, part); return name ? every(name, inner => / = /.test(inner.value || "") && inner.name === "SEQUENCE", []).map(inner => inner.value).join(", ") : ""; };
          add("subject", nameOf("subject"));
          add("issuer", nameOf("issuer"));
          const validity = find(field, "validity");
          if (validity) add("valid", validity.children.filter(part => /Time$/.test(part.name)).map(part => part.value).join(" to "));
          const serial = find(field, "serialNumber");
          add("serial number", serial && serial.value);
          const key = find(field, "subjectPublicKeyInfo");
          if (key) add("key", every(key, inner => inner.name === "OBJECT IDENTIFIER", []).map(inner => inner.value).join(", "));
          const algorithm = find(field, "signatureAlgorithm");
          add("signature", algorithm && algorithm.value);
          const extensions = find(field, "extensions");
          if (extensions) {
            const names = every(extensions, inner => inner.name === "[2]", []).map(inner => inner.value);
            add("names", names.join(", "));
            add("extensions", every(extensions, inner => inner.name === "OBJECT IDENTIFIER" && inner.value, []).map(inner => inner.value.split(" ")[0]).join(", "));
          }
          place.append(el("section", { class: "cert" }, el("h3", {}, "The " + message.sender + "'s " + (index ? "certificate " + (index + 1) : "own certificate")), list,
            el("p", {}, el("a", { href: "#m" + message.index }, "byte by byte"))));
        });
      }
      if (!count) place.append(el("p", { class: "soft" }, "No certificate was shown in this handshake."));
    }

    // The way around.
    function openTarget() {
      const target = document.getElementById(location.hash.slice(1));
      if (!target) return;
      if (target.tagName === "DETAILS") { target.open = true; target.fill(); }
      if (/^k\d+$/.test(target.id)) showStep(Number(target.id.slice(1)));
      target.scrollIntoView({ block: "start" });
    }
    function everything(open) {
      for (let round = 0; round < 2; round++)
        for (const details of document.querySelectorAll("details")) {
          if (open && details.fill) details.fill();
          details.open = open;
        }
    }
    sequence();
    schedule();
    certificates();
    $("all").addEventListener("click", () => everything(true));
    $("none").addEventListener("click", () => everything(false));
    $("print").addEventListener("click", () => window.print());
    window.addEventListener("beforeprint", () => everything(true));
    $("theme").addEventListener("click", () => {
      const root = document.documentElement;
      const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.theme = isDark ? "light" : "dark";
    });
    window.addEventListener("hashchange", openTarget);
    openTarget();
    """#
}
