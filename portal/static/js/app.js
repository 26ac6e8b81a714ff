// What makes the pages handier. Everything works without this file.
(function (d) {
  'use strict';
  d.documentElement.classList.add('js');

  // On small screens the menu folds; its button is only there when it can work.
  function foldMenu() {
    var button = d.getElementById('menu-button');
    if (!button) return;
    var closed = true;
    function fold() {
      button.getAttribute('aria-controls').split(' ').forEach(function (id) {
        d.getElementById(id).toggleAttribute('data-closed', closed);
      });
      button.setAttribute('aria-expanded', String(!closed));
    }
    fold();
    button.addEventListener('click', function () { closed = !closed; fold(); });
  }

  // So do filters that are not set, to let the list be seen first.
  function foldFilters() {
    if (!matchMedia('(max-width: 47.99em)').matches) return;
    d.querySelectorAll('details[data-fold]').forEach(function (x) { x.open = false; });
  }

  // The summary of the mistakes of a form takes the focus.
  function focusIn(root) {
    var target = root.querySelector('[data-focus]');
    if (target) target.focus();
  }

  function openDetails(open) {
    d.querySelectorAll(open ? 'details:not([open])' : 'details[data-for-print]').forEach(function (x) {
      x.open = open;
      x.toggleAttribute('data-for-print', open);
    });
  }

  // A region that has changed says so in words, to who does not see it.
  function announce(text) {
    var status = d.getElementById('announcement');
    if (status && text) status.textContent = text;
  }

  d.addEventListener('DOMContentLoaded', function () { foldMenu(); foldFilters(); focusIn(d); });
  d.addEventListener('click', function (e) {
    if (e.target.closest('[data-print]')) window.print();
    var copy = e.target.closest('[data-copy]');
    if (copy && navigator.clipboard) {
      navigator.clipboard.writeText(d.getElementById(copy.dataset.copy).textContent.trim())
        .then(function () { announce(copy.dataset.copied); copy.textContent = copy.dataset.copied; });
    }
  });
  addEventListener('beforeprint', function () { openDetails(true); });
  addEventListener('afterprint', function () { openDetails(false); });

  d.addEventListener('htmx:afterSettle', function (e) {
    var told = e.target.querySelector('[data-announce]') || d.querySelector('#resultats [data-announce]');
    if (told) announce(told.textContent);
    focusIn(e.target);
  });
  // An answer that is not a part of the page is read as a page.
  d.addEventListener('htmx:responseError', function (e) {
    var config = e.detail.requestConfig;
    if (config && config.verb === 'get') location.assign(e.detail.pathInfo.finalRequestPath);
    else announce(d.body.dataset.failed);
  });
  // What the reader unfolded stays so when its region is drawn again, however many
  // drawings come at once.
  var unfolded = new Set();
  d.addEventListener('click', function (e) {
    var x = e.target.closest('summary') && e.target.closest('details[id]');
    if (x) unfolded[x.open ? 'delete' : 'add'](x.id); // it is about to change
  });
  d.addEventListener('htmx:afterSwap', function () {
    unfolded.forEach(function (id) { var x = d.getElementById(id); if (x) x.open = true; });
  });
  d.addEventListener('htmx:sendError', function () { announce(d.body.dataset.failed); });
})(document);
